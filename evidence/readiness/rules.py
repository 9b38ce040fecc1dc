"""Readiness rules: what an inspector would find by sampling, listed before the inspector comes.

A rule is a function in the module of its subject, decorated with `rule`. It takes a company and the moment of the
check, and returns the objects that break it. `manage.py audit_records` and the admin show the lapses of all rules.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from accounts.models import Company

Check = Callable[[Company, datetime], Iterable[Model]]


@dataclass(frozen=True)
class Rule:
    """A readiness rule: `name` for scripts, `text` for people, and `check`, which finds what breaks it."""

    name: str
    text: str | Promise
    check: Check

    @property
    def sentence(self) -> str:
        """The text in the active language."""
        return str(self.text)


@dataclass(frozen=True)
class Lapse:
    """One object that breaks a rule."""

    rule: Rule
    obj: Any

    @property
    def where(self) -> str:
        return f"{self.obj._meta.label_lower}:{self.obj.pk}"


RULES: dict[str, Rule] = {}


def rule(text: str | Promise) -> Callable[[Check], Check]:
    """Registers a function as a rule. Its name becomes the name of the rule, which scripts depend on."""

    def register(check: Check) -> Check:
        name = str(getattr(check, "__name__", check))
        RULES[name] = Rule(name, text, check)
        return check

    return register


def find_lapses(company: Company, now: datetime) -> Iterator[Lapse]:
    """The lapses of a company, rule by rule."""
    for readiness_rule in RULES.values():
        yield from (Lapse(readiness_rule, obj) for obj in readiness_rule.check(company, now))
