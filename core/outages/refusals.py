"""What is told to those who are refused because something is too busy for them."""

import random

# A class that presses start at the same moment is refused at the same moment, and must not come back at the same one.
RETRY_AFTER_SECONDS = range(1, 5)


def choose_retry_after() -> int:
    """A `Retry-After` in seconds."""
    return random.choice(RETRY_AFTER_SECONDS)  # noqa: S311  spreads, hides nothing
