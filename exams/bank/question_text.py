"""What the bank takes as the text of a question or an option, whether from a file or over the API."""

import re

from core.text.cleaning import clean_text

MAX_TEXT_LENGTH = 10_000
MIN_OPTIONS, MAX_OPTIONS = 2, 10

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SPACES = str.maketrans({"\t": " ", "\u00a0": " "})


def clean_lines(text: str) -> str:
    """`text` with plain line ends and spaces, without control characters, and stripped."""
    return drop_invisible(text).strip()


def drop_invisible(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(SPACES)
    return CONTROL_CHARACTERS.sub("", clean_text(lines))
