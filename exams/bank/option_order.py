"""Options that refer to each other by position ("both of the above") keep the order of the file."""

import re
from collections.abc import Iterable

# Phrases in English, German, French, Spanish, Italian and Polish.
LETTER = r"(?:[A-H]|\([A-Ha-h]\)|[a-h]\))"
AND = r"(?:\s*(?:,|and|or|&|/|und|oder|et|ou|y|o|e)\s*)"
REFERS_BY_POSITION = re.compile(
    r"\b(?:of|the) (?:above|below|preceding|previous|following)\b|\babove (?:is|are)\b|\b(?:none|all|both|any) above\b"
    r"|\b(?:oben|obige[nrs]?|vorstehend\w*|vorgenannt\w*|vorherig\w*|obengenannt\w*)\b"
    r"|\bgenannten (?:antworten|aussagen)\b"
    r"|\bci-dessus\b|\bpr[ée]c[ée]dentes?\b|\banteriores\b|\bprecedenti\b|\bpowyższ\w+"
    r"|\b(?:answers?|options?|antwort(?:en)?|r[ée]ponses?|respuestas?|rispost[ae]) (?-i:[A-Ha-h]|[1-8])\b",
    re.IGNORECASE,
)
REFERS_BY_LETTER = re.compile(
    rf"(?:(?i:both|only|either|neither|all of|nur|sowohl|les deux|solo)\s+)?{LETTER}(?:{AND}{LETTER})+"
    r"(?:\s+(?i:are correct|are true|are right|sind richtig|sont correctes|only))?\.?"
)


def has_position_references(options: Iterable[str]) -> bool:
    """Whether an option refers to another one by its position, so that shuffling would change what it means."""
    return any(REFERS_BY_POSITION.search(option) or REFERS_BY_LETTER.fullmatch(option.strip()) for option in options)
