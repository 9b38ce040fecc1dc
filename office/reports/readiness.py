"""The readiness list: what an inspector would find, rule by rule (evidence/readiness), before the inspector comes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import DateTimeField, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

import evidence.readiness  # noqa: F401  registers the rules
from accounts.models import Company, User
from core import clock
from core.dates.writing import format_day
from core.exceptions import InvalidInput
from core.tables.writing import OutputRow
from evidence.readiness.rules import RULES, Rule
from office.base.tables.drawing import Cell, Table, render_link
from office.forms.binding import set_choices
from office.reports.filters import FilterForm
from office.reports.frame import Report, Shown
from office.reports.readiness_rows import SCOPES, LapseRow, Scope

MAX_SHOWN = 200  # of each rule on the page
MAX_EXPORTED = 10_000  # in all: the file is built in memory


class ReadinessFilterForm(FilterForm):
    rule = forms.ChoiceField(required=False, label=gettext_lazy("Rule"), widget=UnfoldAdminSelectWidget())
    field_order = ("rule", "training", "group", "first_day", "last_day")

    def __init__(self, by: User, data: Any) -> None:
        super().__init__(by, data)
        rules = [(rule.name, rule.sentence) for rule in RULES.values()]
        set_choices(self, "rule", [("", _("All rules")), *rules])


def iterate_rules(filters: dict[str, Any]) -> Iterator[Rule]:
    for rule in RULES.values():
        if filters["rule"] in {"", rule.name}:
            yield rule


def list_lapses(rule: Rule, manager: User, filters: dict[str, Any]) -> tuple[QuerySet[Any], Scope]:
    """The rows that break a rule, narrowed down by the filters, and how to describe them."""
    rows = cast("QuerySet[Any]", rule.check(manager.company, clock.now()))
    scope = SCOPES[rows.model]
    if filters["training"]:
        rows = rows.filter(**{scope.training: filters["training"]})
    if filters["group"]:
        # A subquery: the students of a class are several, and would repeat it.
        of_group = rows.model._default_manager.filter(**{f"{scope.student}__pilot_groups": filters["group"]})
        rows = rows.filter(pk__in=of_group.values("pk"))
    days = build_days_filter(rows.model, scope.day, manager.company, filters["first_day"], filters["last_day"])
    return rows.filter(days).select_related(*scope.related), scope


def build_days_filter(model: Any, column: str, school: Company, first: date | None, last: date | None) -> Q:
    is_moment = isinstance(model._meta.get_field(column), DateTimeField)
    chosen = Q()
    if first:
        chosen &= Q(**{f"{column}__gte": school.get_day_start(first) if is_moment else first})
    if last:
        chosen &= Q(**{f"{column}__lt": school.get_day_end(last)}) if is_moment else Q(**{f"{column}__lte": last})
    return chosen


def show_readiness(manager: User, filters: dict[str, Any], page: str) -> Shown:
    return Shown([build_rule_table(rule, manager, filters) for rule in iterate_rules(filters)])


def build_rule_table(rule: Rule, manager: User, filters: dict[str, Any]) -> Table:
    rows, scope = list_lapses(rule, manager, filters)
    found = [scope.describe(row) for row in rows[: MAX_SHOWN + 1]]
    sentence = rule.sentence
    more = _("There are more than %(count)s. An export has all of them.") % {"count": MAX_SHOWN}
    return Table(
        caption=sentence,
        headings=(_("What"), _("Person"), _("Training"), _("Day")),
        rows=[build_row(row) for row in found[:MAX_SHOWN]],
        empty=_("%(rule)s: none.") % {"rule": sentence},
        note=more if len(found) > MAX_SHOWN else "",
    )


def build_row(row: LapseRow) -> list[Cell]:
    return [render_link(row.address, row.what), row.person, row.training, format_day(row.day)]


def export_readiness(manager: User, filters: dict[str, Any]) -> tuple[Sequence[str], Iterable[OutputRow]]:
    """Raises InvalidInput for more than `MAX_EXPORTED` rows."""
    found: list[OutputRow] = []
    for rule in iterate_rules(filters):
        rows, scope = list_lapses(rule, manager, filters)
        found += [build_output_row(rule, scope.describe(row)) for row in rows[: MAX_EXPORTED + 1 - len(found)]]
    if len(found) > MAX_EXPORTED:
        text = _("There are more than %(limit)s rows. Choose a training or another filter.")
        raise InvalidInput(text % {"limit": MAX_EXPORTED})
    return (_("Rule"), _("What"), _("Person"), _("Training"), _("Day"), _("Page")), found


def build_output_row(rule: Rule, row: LapseRow) -> OutputRow:
    return (rule.sentence, row.what, row.person, row.training, row.day, row.address)


READINESS = Report(
    "readiness", gettext_lazy("Ready for an inspection"), ReadinessFilterForm, show_readiness, export_readiness
)
