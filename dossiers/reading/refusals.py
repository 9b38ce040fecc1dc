"""How a dossier is refused: with a sentence that names what is wrong."""

from core.exceptions import InvalidInput

FIELD = "file"
MAX_SHOWN = 80


def refuse(sentence: str) -> InvalidInput:
    """The error of a file that cannot be taken in."""
    return InvalidInput.for_field(FIELD, sentence)


def shorten(name: object) -> str:
    """A name of the file's own, as a refusal may quote it: printable and not long."""
    text = "".join(character if character.isprintable() else "�" for character in str(name))
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
