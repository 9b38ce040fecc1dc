"""Record readiness: what an inspector finds by sampling, listed before the inspector comes.

A rule is one function in the module of its subject beside this one, marked with `rule`. It takes a school and a moment
and yields the objects that are not in order. `manage.py audit_records` and the admin show what all rules found.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from accounts.models import Company

Check = Callable[[Company, datetime], Iterable[Model]]


@dataclass(frozen=True)
class Rule:
    """One thing that must be in order: its name for scripts, its sentence for people, and how to find what is not."""

    name: str
    sentence: str
    check: Check


@dataclass(frozen=True)
class Lapse:
    """One object that a rule found wanting."""

    rule: Rule
    obj: Any

    @property
    def where(self) -> str:
        return f"{self.obj._meta.label_lower}:{self.obj.pk}"


RULES: dict[str, Rule] = {}


def rule(sentence: str) -> Callable[[Check], Check]:
    """Marks a function as a rule; its name is the rule's name."""

    def mark(check: Check) -> Check:
        name = str(getattr(check, "__name__", check))
        RULES[name] = Rule(name, sentence, check)
        return check

    return mark


def find_lapses(company: Company, now: datetime) -> Iterator[Lapse]:
    """Everything that is not in order in a school, rule by rule."""
    for one in RULES.values():
        yield from (Lapse(one, obj) for obj in one.check(company, now))
