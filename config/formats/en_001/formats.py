"""English where the day is typed before the month."""

from config.formats.en.formats import *  # noqa: F403

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
