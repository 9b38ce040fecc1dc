"""No regular expression ends in `$`, which also matches before a newline: an id followed by one is not an id."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "accounts", "api", "config", "core", "demo", "evidence", "exams", "hours", "locations", "missions", "office",
    "onsite", "operations", "records", "trainings",
)  # fmt: skip
ENDS_IN_DOLLAR = re.compile(
    r"""(?:re\.(?:compile|match|search|fullmatch)|re_path|RegexValidator)\(\s*r?[bf]?r?["'].*\$["']"""
)
# A colour has at most seven characters, so nothing can follow its sixth digit.
BOUNDED_OTHERWISE = {"trainings/models/syllabus.py"}


def test_no_regular_expression_ends_in_a_dollar() -> None:
    matches = {
        str(path.relative_to(ROOT))
        for app in PACKAGES
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and ENDS_IN_DOLLAR.search(path.read_text("utf-8"))
    }

    assert matches == BOUNDED_OTHERWISE
