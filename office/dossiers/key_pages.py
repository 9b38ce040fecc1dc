"""The keys of other schools, and the fingerprint that other schools ask this one for."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.models import User
from api.views import get_one_or_404
from core.exceptions import InvalidInput
from dossiers.models import TrustedKey
from dossiers.trusting import check_fingerprint, withdraw_key
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.enrollment_acts.forms import ReasonForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data, render_act_page
from records.export_keys import build_public_pem, format_fingerprint, get_export_key, get_own_fingerprint

MAX_TYPED = 200  # a fingerprint with spaces or colons


class TrustedKeyForm(forms.ModelForm[TrustedKey]):
    fingerprint = forms.CharField(
        label=gettext_lazy("Fingerprint"),
        max_length=MAX_TYPED,
        widget=UnfoldAdminTextInputWidget(),
        help_text=gettext_lazy(
            "Compare every group with what somebody at the other school reads to you, at a number that is not from the "
            "dossier."
        ),
    )

    class Meta:
        model = TrustedKey
        fields = ("fingerprint", "school_name", "note")

    def clean_fingerprint(self) -> str:
        try:
            return check_fingerprint(self.cleaned_data["fingerprint"])
        except InvalidInput as error:
            raise forms.ValidationError(error.errors["fingerprint"]) from error


class KeyPagesMixin(ScopedAdmin):
    """For the admin of trusted keys."""

    def get_urls(self) -> list[URLPattern]:
        own, withdrawal = (self.admin_site.admin_view(view) for view in (self.own_key_view, self.withdrawal_view))
        return [
            path("own/", own, name="dossiers_trustedkey_own"),
            path("<uuid:key_id>/withdraw/", withdrawal, name="dossiers_trustedkey_withdraw"),
            *super().get_urls(),
        ]

    def own_key_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("The key of our exports"),
            "opts": self.opts,
            "fingerprint": format_fingerprint(get_own_fingerprint()),
            "public_key": build_public_pem(get_export_key().public_key()).decode(),
        }
        return TemplateResponse(request, "dossier_pages/own_key.html", context)

    def withdrawal_view(self, request: HttpRequest, key_id: uuid.UUID) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        by = get_manager(request)
        key: TrustedKey = get_one_or_404(TrustedKey.objects.visible_to(by), pk=key_id)
        address = reverse("admin:dossiers_trustedkey_change", args=[key.pk])
        page = ActPage(
            title=_("Withdraw the confirmation of a key"),
            button=_("Withdraw"),
            listing=Listing([str(key)]) if key.is_live else Listing([], [(str(key), _("It is withdrawn already."))]),
            form=ReasonForm(by, get_form_data(request)),
            run=lambda data: run_withdrawal(key, data, by),
            back=address,
        )
        return render_act_page(self, request, page) or HttpResponseRedirect(address)


def run_withdrawal(key: TrustedKey, data: dict[str, Any], by: User) -> str:
    withdraw_key(key_id=key.pk, reason=data["reason"], by=by)
    return _("The school does not rely on this key any more.")
