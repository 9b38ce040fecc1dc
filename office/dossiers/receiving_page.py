"""The page on which a manager takes in the file that a student brought from another school."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget

from accounts.models import User
from core.units import MEBIBYTE
from dossiers.models import Dossier
from dossiers.reading.archives import MAX_ARCHIVE_BYTES
from dossiers.receiving import receive_dossier
from office.base.admins import ScopedAdmin
from office.enrollment_acts.forms import ActForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data, render_act_page


class ReceivingForm(ActForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=UnfoldAdminFileFieldWidget({"accept": ".zip"}),
        help_text=gettext_lazy(
            "The ZIP archive that the other school exported, as it is. Where a file in it was changed, it is refused."
        ),
        error_messages={"empty": gettext_lazy("The file is empty."), "required": gettext_lazy("Choose a file.")},
    )

    def clean_file(self) -> bytes:
        """The content. Reading it checks the size too, but a larger file is not loaded into memory."""
        file = self.cleaned_data["file"]
        if file.size > MAX_ARCHIVE_BYTES:
            text = gettext("The file is larger than %(size)s MB.")
            raise forms.ValidationError(text % {"size": MAX_ARCHIVE_BYTES // MEBIBYTE})
        return bytes(file.read())


def render_receiving_page(model_admin: ScopedAdmin, request: HttpRequest, user: User, by: User) -> HttpResponse:
    """Asks for the file, and leads to the page of the dossier."""
    received: list[Dossier] = []

    def run(data: dict[str, Any]) -> str:
        dossier, is_new = receive_dossier(user_id=user.pk, data=data["file"], by=by)
        received.append(dossier)
        return gettext("The dossier is received.") if is_new else gettext("The same file was received before.")

    data = get_form_data(request)
    obstacle = gettext("Another manager has to receive your own dossier.") if user.pk == by.pk else ""
    page = ActPage(
        title=gettext("Receive a dossier"),
        button=gettext("Verify and receive"),
        listing=Listing([], [(str(user), obstacle)]) if obstacle else Listing([str(user)]),
        form=ReceivingForm(by, data, request.FILES if data else None),
        run=run,
        template="dossier_pages/receive.html",
        back=reverse("admin:accounts_user_file", args=[user.pk]),
        context={"paragraph": by.company.rules.credit_paragraph},
    )
    rendered = render_act_page(model_admin, request, page)
    if rendered is not None:
        return rendered
    return HttpResponseRedirect(reverse("admin:dossiers_dossier_file", args=[received[0].pk]))
