"""`$` also matches before a line end at the end of the text: an id with a line end behind it is no id."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "accounts", "api", "config", "core", "demo", "evidence", "exams", "locations", "missions", "office", "onsite",
    "operations", "records", "trainings",
)  # fmt: skip
ENDS_IN_DOLLAR = re.compile(
    r"""(?:re\.(?:compile|match|search|fullmatch)|re_path|RegexValidator)\(\s*r?[bf]?r?["'].*\$["']"""
)
# A colour is seven characters at most, so nothing can stand behind its sixth digit.
BOUNDED_OTHERWISE = {"trainings/models.py"}


def test_no_regular_expression_ends_in_a_dollar() -> None:
    found = {
        str(path.relative_to(ROOT))
        for app in PACKAGES
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and ENDS_IN_DOLLAR.search(path.read_text("utf-8"))
    }

    assert found == BOUNDED_OTHERWISE
