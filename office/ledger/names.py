"""The names of the rows that events mention, each linked to its page in the admin."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.models import Company, User
from core.batches import iterate_batches
from records.wording import NAMES, RowName

Key = tuple[str, str]  # the label of the model, and the id
BATCH = 500  # ids in one query
SHORT_ID = 8  # characters of the id of a row of which nothing else is known


@dataclass(frozen=True)
class Name:
    """The name of a row, and the address of its page; "" for one that has none, or has been deleted."""

    text: str
    address: str = ""

    @property
    def html(self) -> SafeString:
        if self.address:
            return format_html('<a href="{}" class="ledger-link">{}</a>', self.address, self.text)
        return format_html("{}", self.text)


class NameBook:
    """Finds the names of rows of one school: one query for each model, whatever the number of rows."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.names: dict[Key, Name] = {}
        self.targets: dict[Key, Key] = {}

    def load(self, keys: Iterable[Key]) -> None:
        """Reads the rows. First those that stand for others (`RowName.target`), so that each model is read once."""
        wanted = {key for key in keys if key[0] in NAMES}
        standing = {key for key in wanted if NAMES[key[0]].target}
        for label, ids in group_ids(standing):
            self.load_targets(label, ids)
        for label, ids in group_ids(wanted - standing | {key for key in self.targets.values() if key[0] in NAMES}):
            for row in read_rows(label, ids, self.company):
                name = Name(str(NAMES[label].describe(row)), find_address(row))
                self.names[label, str(row.pk)] = name

    def load_targets(self, label: str, ids: set[str]) -> None:
        get_target = NAMES[label].target
        assert get_target is not None  # noqa: S101
        self.targets |= {(label, str(row.pk)): get_target(row) for row in read_rows(label, ids, self.company)}

    def find(self, label: str, id: str) -> Name | None:
        """The name of a row, or None for one that is gone."""
        return self.names.get(self.targets.get((label, id), (label, id)))

    def find_label(self, label: str, id: str) -> str:
        """The model of the row whose name stands for this one."""
        return self.targets.get((label, id), (label, id))[0]

    def write(self, label: str, id: str) -> SafeString:
        """The name, linked; of a row that is gone, the beginning of its id."""
        name = self.find(label, id)
        return name.html if name else write_gone(id[:SHORT_ID])


def write_gone(text: str) -> SafeString:
    return fill(_("%(name)s (no longer exists)"), name=text)


def fill(text: str, **values: str) -> SafeString:
    """A text with its named values, as HTML. Raises KeyError for a value that is missing."""
    escaped = {name: conditional_escape(value) for name, value in values.items()}
    return mark_safe(conditional_escape(text) % escaped)  # noqa: S308  both are escaped


def group_ids(keys: Iterable[Key]) -> Iterable[tuple[str, set[str]]]:
    by_label: dict[str, set[str]] = defaultdict(set)
    for label, id in keys:
        by_label[label].add(id)
    return by_label.items()


def read_rows(label: str, ids: Collection[str], company: Company) -> Iterator[Any]:
    """The rows with these ids that belong to the school, soft-deleted ones too."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return
    row_name = NAMES[label]
    possible = sorted(id for id in ids if is_possible(model, id))
    for batch in iterate_batches(possible, BATCH):
        rows = model._base_manager.filter(build_scope(row_name, company), pk__in=batch)
        yield from rows.select_related(*row_name.related) if row_name.related else rows


def build_scope(row_name: RowName, company: Company) -> Q:
    lookups = row_name.company_lookups
    own = reduce(or_, (Q(**{lookup: company.pk}) for lookup in lookups))
    return own | Q(**{f"{lookup}__isnull": True for lookup in lookups}) if row_name.is_shared else own


def is_possible(model: Any, id: str) -> bool:
    try:
        model._meta.pk.to_python(id)
    except (ValidationError, ValueError, OverflowError):
        return False
    return len(id) <= 36


def find_address(row: Any) -> str:
    """The page of the row in the admin; "" for a deleted row and for a model without pages."""
    if getattr(row, "deleted_at", None) and not isinstance(row, User):
        return ""
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""


NOTHING = mark_safe("—")
