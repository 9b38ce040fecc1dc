"""Guessing which column of a file holds what: what the mapping page proposes."""

from collections.abc import Mapping, Sequence

from core.tables.headings import fold_heading
from office.imports.base import Importer
from office.imports.names import FULL_NAME, NameOrder
from office.imports.own_headings import list_aliases
from office.imports.vocabulary import HEADINGS, NAME_WORDS, OPTION_WORDS, SURNAME_FIRST_WORDS


def guess_columns(importer: Importer, labels: Sequence[str]) -> dict[str, str]:
    """The heading of each of our columns that one of the headings names, in one of the languages. Of several headings
    that name the same column, the first."""
    words = list_words(importer)
    guessed: dict[str, str] = {}
    unclear: list[str] = []
    for label in labels:
        folded = fold_heading(label)
        if FULL_NAME in importer.names and folded in NAME_WORDS:
            unclear.append(label)
        elif column := words.get(folded):
            guessed.setdefault(column, label)
    for label in unclear:
        guessed.setdefault(clarify_name(label, guessed), label)
    return drop_redundant(importer, guessed)


def list_words(importer: Importer) -> dict[str, str]:
    """The column of each word that may head it: our own names before those of other programs."""
    words = {word: column for word, column in HEADINGS.items() if column in importer.names}
    for name in importer.names:
        if len(name) == 1:  # an option of a question, by its letter or number
            number = str(ord(name) - ord("a") + 1)
            words |= {fold_heading(f"{word}{end}"): name for word in OPTION_WORDS if word for end in (name, number)}
    for aliases in reversed(list_aliases(importer)):  # English last: its words win
        words |= {word: column for word, column in aliases.items() if column}
    return words | {fold_heading(name): name for name in importer.names}


def clarify_name(label: str, guessed: dict[str, str]) -> str:
    """What a heading such as `Name`, `Nom` or `Nombre` is, beside the others: the part of the name that is missing."""
    if "name" in guessed:
        return "surname"
    return "name" if "surname" in guessed else FULL_NAME


def drop_redundant(importer: Importer, guessed: dict[str, str]) -> dict[str, str]:
    """Without a column that stands for others which are all there."""
    redundant = {name for name, others in importer.stand_ins.items() if all(other in guessed for other in others)}
    return {column: label for column, label in guessed.items() if column not in redundant}


def guess_name_order(columns: Mapping[str, str]) -> NameOrder:
    """How full names are split: as the heading says, such as `Nachname Vorname`; if it does not, the family name is
    last."""
    is_surname_first = fold_heading(columns.get(FULL_NAME, "")) in SURNAME_FIRST_WORDS
    return NameOrder.SURNAME_FIRST if is_surname_first else NameOrder.NAME_FIRST
