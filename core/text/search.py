"""Search without regard to case and accents, the same on both databases: `name__finds="muller"` finds Müller.

Both sides are folded: by `fold_text` here, and in the database by a function of the same name. SQLite calls this one;
PostgreSQL has it in SQL (accounts/migrations/0015_fold_text.py), immutable, so that it can be indexed. A change of
either needs a migration. Why neither LIKE nor a collation nor the extension `unaccent`: docs/decisions/0030.
"""

import re
import unicodedata
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import CharField, Lookup, TextField

FUNCTION = "fold_text"
# Combining accents, and the points over and under Hebrew and Arabic letters. Vowel signs of other scripts are letters.
MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")
# Letters that Unicode does not decompose, as people type them who have no such key.
SPELLED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ς": "σ"}
    | {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)


def fold_text(text: str) -> str:
    """The text by which it is found: decomposed, without accents, in lower case."""
    if text.isascii():
        return text.lower()
    return MARKS.sub("", unicodedata.normalize("NFKD", text)).lower().translate(SPELLED)


@CharField.register_lookup
@TextField.register_lookup
class Finds(Lookup[Any]):
    """Whether a column contains a text, taken literally, without regard to case and accents."""

    lookup_name = "finds"

    def get_prep_lookup(self) -> str:
        return fold_text(str(self.rhs))

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        literal = re.sub(r"([\\%_])", r"\\\1", self.rhs)
        return f"{FUNCTION}({column}) LIKE %s", [*params, f"%{literal}%"]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """SQLite would need a clause for the escape character."""
        column, params = self.process_lhs(compiler, connection)
        return f"instr({FUNCTION}({column}), %s) > 0", [*params, self.rhs]


def create_sqlite_function(sender: Any, connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, fold_value, deterministic=True)


def fold_value(value: str | None) -> str | None:
    return None if value is None else fold_text(value)


def install_search() -> None:
    """Registers the function for every SQLite connection. Must run before the first connection is opened."""
    connection_created.connect(create_sqlite_function, dispatch_uid="folded search")
