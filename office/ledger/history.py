"""The history of a row: the events of the ledger about it, and about its signatures."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from accounts.models import Company
from office.base.managers import get_manager
from office.ledger.stories import tell_events
from records.models import Event, Revocation, Signature
from records.querysets import LedgerQuerySet

PAGE_SIZE = 50


class LedgerHistoryMixin(ModelAdmin[Any]):
    """For a ModelAdmin: the history of a row is what the ledger says of it, instead of Django's own log."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self.refuse_missing_row(request, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        company = get_manager(request).company
        page = Paginator(list_events(obj, company), PAGE_SIZE).get_page(request.GET.get(PAGE_VAR, 1))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),  # the frame adds the name of the object
            "stories": tell_events(list(page), company),
            "page": page,
            "page_var": PAGE_VAR,
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "ledger/history.html", context)

    def refuse_missing_row(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Django's response for a row that does not exist, as on the other pages of the row."""
        refuse: Callable[..., HttpResponse] = self._get_obj_does_not_exist_redirect  # type: ignore[attr-defined]  # private API of Django
        return refuse(request, self.opts, object_id)


def list_events(obj: Any, company: Company) -> LedgerQuerySet:
    """The events about a row, and about its signatures and their revocations, newest first."""
    label, id = obj._meta.label_lower, str(obj.pk)
    signed = Signature.objects.filter(company=company, object_type=label, object_id=id)
    signatures = [str(pk) for pk in signed.values_list("pk", flat=True)]
    revoked = Revocation.objects.filter(company=company, signature__in=signed)
    revocations = [str(pk) for pk in revoked.values_list("pk", flat=True)]
    about = Q(object_type=label, object_id=id)
    if signatures:
        about |= Q(object_type=Signature._meta.label_lower, object_id__in=signatures)
        about |= Q(object_type=Revocation._meta.label_lower, object_id__in=revocations)
    rows: LedgerQuerySet = Event.objects.filter(about, company=company).order_by("-seq")
    return rows
