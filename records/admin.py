"""The ledger in the managers' admin, in words and read-only. What apps say of their events: records/wording.py."""

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from office.base.admins import ReadOnlyAdmin
from office.base.filters import NamedChoiceFilter, PersonFilter
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.ledger.names import NOTHING
from office.ledger.stories import Story, tell_events, write_content, write_names
from office.reports.frame import ReportsMixin
from office.reports.readiness import READINESS
from records.models import Event, Revocation, Signature
from records.wording import NAMES, get_noun

Rows = QuerySet[Any]


class LedgerAdmin(ReadOnlyAdmin):
    # The filter by person is a form field, which needs a submit button.
    list_filter_submit = True

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        """A row that does not exist, or is another school's, has no page."""
        raise Http404

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        model_admin = self

        class TellingList(ChangeList):
            """Prepares the words of a page of rows together, so that they cost the same queries as one row."""

            def get_results(self, request: HttpRequest) -> None:
                super().get_results(request)
                self.result_list = list(self.result_list)
                model_admin.put_into_words(self.result_list, request)

        return TellingList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            self.put_into_words([row], request)
        return row

    def put_into_words(self, rows: list[Any], request: HttpRequest) -> None:
        """Sets on each row what its columns say."""


class PersonOfEventFilter(PersonFilter):
    """What a person did, and what was done to the person's account."""

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        ids = [id for id in self.lookup_val or () if id]
        if not ids:
            return queryset
        about = Q(object_type=User._meta.label_lower, object_id__in=ids)
        return queryset.filter(Q(actor__in=ids) | about)


class ObjectTypeFilter(NamedChoiceFilter):
    """The kinds of object, by their nouns."""

    title = _("kind of object")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return sorted(((label, get_noun(label)) for label in NAMES), key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        return queryset.filter(object_type=self.value()) if self.value() else queryset


@admin.register(Event, site=site)
class EventAdmin(ReportsMixin, LedgerAdmin):
    menu = (
        MenuItem(MenuGroup.RECORDS, _("Events"), "history", order=1),
        MenuItem(
            MenuGroup.RECORDS, READINESS.title, "fact_check", order=4, page=f"admin:records_event_{READINESS.name}"
        ),
    )
    reports = (READINESS,)
    field_names = {
        "seq": _("number"),
        # Translators: when it happened
        "at": _("when"),
        "actor": _("person"),
        # Translators: who did it
        "actor_name": _("who"),
        # Translators: the channel of an act: the app, an API key, the admin
        "actor_kind": _("through"),
        "object_type": _("kind of object"),
        "object_id": _("id of the object"),
    }
    list_display = ("at", "sentence", "actor_kind", "seq")
    list_filter = (("actor", PersonOfEventFilter), ObjectTypeFilter, "actor_kind", "at")
    search_fields = ("object_id", "actor_name", "action")
    date_hierarchy = "at"
    ordering = ("-seq",)
    fieldsets = (
        (None, {"fields": ("sentence", "at", "actor_kind", "changes")}),
        (
            _("Raw columns"),
            {
                "classes": ["collapse"],
                "fields": (
                    *("seq", "actor", "actor_name", "action", "object_type", "object_id", "payload"),
                    *("payload_digest", "state", "previous_mac", "mac", "key_id"),
                ),
            },
        ),
    )
    readonly_fields = ("sentence", "changes")

    def put_into_words(self, rows: list[Any], request: HttpRequest) -> None:
        for row, story in zip(rows, tell_events(rows, get_manager(request).company), strict=True):
            row.story = story

    @admin.display(description=_("what happened"))
    def sentence(self, row: Any) -> SafeString:
        return get_story(row).sentence

    @admin.display(description=_("in detail"))
    def changes(self, row: Any) -> SafeString:
        return render_part("story", story=get_story(row))


def get_object_in_words(row: Any) -> SafeString:
    text: SafeString = row.object_in_words
    return text


def render_part(template: str, **context: Any) -> SafeString:
    text = render_to_string(f"ledger/{template}.html", context)
    return text if text.strip() else NOTHING


def get_story(row: Any) -> Story:
    story: Story = row.story
    return story


def read_content(signature: Signature) -> dict[str, Any]:
    content = json.loads(signature.content)
    return content if isinstance(content, dict) else {}


@admin.register(Signature, site=site)
class SignatureAdmin(LedgerAdmin):
    menu = (MenuItem(MenuGroup.RECORDS, _("Signatures"), "draw", order=2),)
    field_names = {
        "signed_at": _("signed"),
        "signer_name": _("signer"),
        "object_type": _("kind of object"),
        "object_id": _("id of the object"),
    }
    list_display = ("signed_at", "signer_name", "signed_object", "version", "meaning", "is_valid")
    list_filter = (("signer", PersonFilter), ObjectTypeFilter, "signed_at")
    list_select_related = ("revocation",)
    search_fields = ("object_id", "signer_name")
    date_hierarchy = "signed_at"
    ordering = ("-signed_at", "-id")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("signed_object", "version", "signer_name", "signer_role", "signed_at", "meaning"),
                    *("is_valid", "signed_content"),
                )
            },
        ),
        (
            _("Raw columns"),
            {"classes": ["collapse"], "fields": ("signer", "object_type", "object_id", "content", "digest")},
        ),
    )
    readonly_fields = ("signed_object", "signed_content", "is_valid")

    def put_into_words(self, rows: list[Any], request: HttpRequest) -> None:
        company = get_manager(request).company
        keys = [(row.object_type, row.object_id) for row in rows]
        names = write_names(keys, company)
        for row, key in zip(rows, keys, strict=True):
            row.object_in_words, row.school = names[key], company

    @admin.display(description=_("what is signed"))
    def signed_object(self, row: Any) -> SafeString:
        return get_object_in_words(row)

    @admin.display(description=_("the signed content"))
    def signed_content(self, row: Any) -> SafeString:
        lines = write_content("signature.added", read_content(row), row.school)
        return render_part("lines", lines=lines)

    @admin.display(boolean=True, description=_("valid"))
    def is_valid(self, row: Signature) -> bool:
        return not hasattr(row, "revocation")


@admin.register(Revocation, site=site)
class RevocationAdmin(LedgerAdmin):
    menu = (MenuItem(MenuGroup.RECORDS, _("Revocations"), "undo", order=3),)
    field_names = {"revoked_at": _("revoked"), "by_name": _("by")}
    list_display = ("revoked_at", "by_name", "revoked_object", "reason")
    list_select_related = ("signature",)
    ordering = ("-revoked_at", "-id")
    fieldsets = (
        (None, {"fields": ("revoked_object", "by_name", "revoked_at", "reason")}),
        (_("Raw columns"), {"classes": ["collapse"], "fields": ("signature", "by")}),
    )
    readonly_fields = ("revoked_object",)

    def put_into_words(self, rows: list[Any], request: HttpRequest) -> None:
        keys = [(row.signature.object_type, row.signature.object_id) for row in rows]
        names = write_names(keys, get_manager(request).company)
        for row, key in zip(rows, keys, strict=True):
            row.object_in_words = names[key]

    @admin.display(description=_("the signature of"))
    def revoked_object(self, row: Any) -> SafeString:
        return get_object_in_words(row)
