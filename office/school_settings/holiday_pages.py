"""The form of a holiday, and the page on which many are pasted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.models import Holiday
from accounts.school.holidays import ENDS_EARLY, add_holidays
from core.exceptions import DomainError
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.school_settings.holiday_text import FIELD, read_holidays

MAX_TEXT = 300_000


class HolidayForm(forms.ModelForm[Holiday]):
    class Meta:
        model = Holiday
        fields = ("name", "first_day", "last_day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].required = False

    def clean(self) -> dict[str, Any]:
        """A holiday without a last day is a single day."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and "last_day" in cleaned:
            cleaned["last_day"] = last or first
            if cleaned["last_day"] < first:
                self.add_error("last_day", ENDS_EARLY)
        return cleaned


class PasteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Holidays"),
        max_length=MAX_TEXT,
        widget=UnfoldAdminTextareaWidget({"rows": 12}),
        help_text=gettext_lazy(
            "One holiday in each line: its name, the first and the last day, separated by semicolons, such as “Summer "
            "break; 2026-07-27; 2026-08-09”. Rows copied from a spreadsheet will do, and so will the whole text of a "
            "calendar file (.ics), of which an entry that repeats is added once. Those that are here already are left "
            "out."
        ),
    )


def render_paste_page(model_admin: ScopedAdmin, request: HttpRequest) -> HttpResponse:
    """The page or, once the holidays are added, the way to their list."""
    form = PasteForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and store_pasted(model_admin, request, form):
        return HttpResponseRedirect(reverse("admin:accounts_holiday_changelist"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Add holidays"),
        "opts": model_admin.opts,
        "form": form,
    }
    return TemplateResponse(request, "school_settings/paste_holidays.html", context)


def store_pasted(model_admin: ScopedAdmin, request: HttpRequest, form: PasteForm) -> bool:
    """Whether they were added; if not, the form says why."""
    try:
        drafts = read_holidays(form.cleaned_data["text"])
        added = len(add_holidays(drafts, by=get_manager(request)))
    except DomainError as error:
        form.add_error(FIELD, [text for texts in error.errors.values() for text in texts] or [error.message])
        return False
    text = ngettext("%(count)s holiday was added.", "%(count)s holidays were added.", added) % {"count": added}
    model_admin.message_user(request, text, messages.SUCCESS)
    return True
