"""People in the managers' admin."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from accounts.api_keys import create_api_key, revoke_api_key
from accounts.models import PilotGroup, Token, User
from accounts.passwords import PASSWORD_MAX_LENGTH, reject_weak_password
from accounts.people import change_role
from accounts.roles import Role
from accounts.sign_in import credentials
from core.exceptions import InvalidInput
from office.base.admins import ScopedAdmin, ServiceRecorded
from office.base.filters import PersonFilter
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.enrolling.page import EnrollForm, Selection, build_action_fields, render_enroll_page
from office.imports.pages import ImportingAdmin
from office.imports.people import PEOPLE
from office.people.api_keys import ApiKeyForm
from office.people.forms import PersonForm
from office.people.passwords_page import render_passwords_page
from office.people.pilot_groups import PilotGroupForm
from records.services import EventDraft, record_events

# What the page asks of a person beside what a table can bring.
DETAILS = (
    "address",
    "postcode",
    "city",
    "date_of_birth",
    "personnel_number",
    "color",
    "is_pilot",
    "supervisor",
    "base",
)


class UserForm(PersonForm):
    """A person as the page shows it. An empty password leaves the present one alone."""

    new_password = forms.CharField(
        label="New password",
        required=False,
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Empty: the present one stays. A new person without one cannot log in until you set it.",
    )

    # Nobody's own, which is changed where the old one is asked for.
    sets_password = True

    class Meta(PersonForm.Meta):
        fields = (*PersonForm.Meta.fields, *DETAILS, "photo")

    def clean_date_of_birth(self) -> date | None:
        born: date | None = self.cleaned_data["date_of_birth"]
        if born and born > self.instance.company.local_date(timezone.now()):
            raise forms.ValidationError("Nobody is born in the future.")
        return born

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.sets_password:
            self.fields.pop("new_password", None)

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        try:
            if password:
                reject_weak_password(password, self.instance, field="new_password")
        except InvalidInput as refusal:
            raise forms.ValidationError(refusal.errors["new_password"]) from refusal
        return password

    def save(self, commit: bool = True) -> User:
        if self.instance.pk is None:
            self.instance.set_password(self.cleaned_data["new_password"] or None)
        return super().save(commit)


def build_enroll_form(request: HttpRequest) -> EnrollForm:
    """Empty when the action has just been chosen, filled in when the page sends itself back."""
    return EnrollForm(get_manager(request), request.POST if "training" in request.POST else None)


@admin.register(User, site=site)
class UserAdmin(ImportingAdmin):
    menu = (
        MenuItem(MenuGroup.STUDENTS, "Students", "person", order=3, query=f"group__exact={Role.STUDENT.value}"),
        MenuItem(MenuGroup.PEOPLE, "Users", "group", order=1),
    )
    in_search = True
    field_names = {"is_active": "may log in", "expires_on": "last day", "is_pilot": "pilot"}
    field_help = {"is_active": "Turn off to block logins. The user's records are kept."}
    form = UserForm
    importer = PEOPLE
    list_display = ("surname", "name", "email", "group", "is_active", "expires_on")
    list_display_links = ("surname", "name")
    list_filter = ("group", "is_active")
    search_fields = ("surname", "name", "email")
    ordering = ("surname", "name", "id")
    actions = ("enroll", "new_passwords")

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        known = {"highest_role": get_manager(request).group, "sets_password": self.may_set_password(request, obj)}
        return type(form.__name__, (form,), known)

    def may_set_password(self, request: HttpRequest, obj: User | None) -> bool:
        """Somebody more powerful's password is not set here, and the own one where the old one is asked for."""
        is_own = obj is not None and obj.pk == get_manager(request).pk
        return not is_own and self.has_change_permission(request, obj)

    @admin.action(description="Enroll these people…", permissions=["view"])
    def enroll(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        ids = list(people.values_list("pk", flat=True))
        return render_enroll_page(
            self,
            request,
            build_enroll_form(request),
            Selection(user_ids=ids, fields=build_action_fields("enroll", ids)),
        )

    @admin.action(description="New passwords…", permissions=["view"])
    def new_passwords(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        return render_passwords_page(self, request, people)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        hidden = set() if self.may_set_password(request, obj) else {"new_password"}
        return [name for name in super().get_fields(request, obj) if name not in hidden]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A manager does not change somebody more powerful: setting their password would be taking their place."""
        return super().has_change_permission(request, obj) and (obj is None or obj.group >= get_manager(request).group)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "supervisor":
            staff = User.objects.visible_to(get_manager(request)).staff()
            kwargs["queryset"] = staff.order_by("surname", "name", "id")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change and "group" in form.changed_data:
            change_role(user=obj, group=obj.group, by=get_manager(request))
        was_open = not change or User.objects.select_related("company").get(pk=obj.pk).may_log_in
        super().save_model(request, obj, form, change)
        if not (was_open and obj.may_log_in) and {"is_active", "expires_on"} & set(form.changed_data):
            credentials.end_access(user=obj, by=get_manager(request))
        if change and form.cleaned_data.get("new_password"):
            credentials.set_password(user=obj, password=form.cleaned_data["new_password"], by=get_manager(request))

    def record_in_ledger(self, action: str, request: HttpRequest, rows: list[Any], message: Any) -> None:
        """A new person is the same event from this page as from the command line, with the role that was given."""
        if action != "admin.added":
            return super().record_in_ledger(action, request, rows, message)
        manager = get_manager(request)
        drafts = [EventDraft("user.created", user, {"group": user.group}) for user in rows]
        record_events(*drafts, company_id=manager.company_id, by=manager)
        return None


@admin.register(PilotGroup, site=site)
class PilotGroupAdmin(ScopedAdmin):
    menu = (MenuItem(MenuGroup.PEOPLE, "Pilot groups", "groups", order=2),)
    in_search = True
    form = PilotGroupForm
    list_display = ("name", "size")
    search_fields = ("name",)
    autocomplete_fields = ("members",)
    actions = ("enroll",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PilotGroup]:
        rows: QuerySet[PilotGroup] = super().get_queryset(request).annotate(size=Count("members"))
        return rows

    @admin.display(description="members", ordering="size")
    def size(self, row: Any) -> int:
        return int(row.size)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """As a list of people is read: by surname."""
        kwargs["queryset"] = User.objects.visible_to(get_manager(request)).order_by("surname", "name", "id")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.action(description="Enroll these groups…", permissions=["view"])
    def enroll(self, request: HttpRequest, groups: QuerySet[PilotGroup]) -> HttpResponse | None:
        ids = list(groups.values_list("pk", flat=True))
        chosen = Selection(group_ids=ids, fields=build_action_fields("enroll", ids))
        return render_enroll_page(self, request, build_enroll_form(request), chosen)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(Token, site=site)
class ApiKeyAdmin(ServiceRecorded):
    """API keys of the school: issued here, shown once, revoked by an action, never deleted. Sessions are not listed."""

    menu = (MenuItem(MenuGroup.PEOPLE, "API keys", "key", order=3),)
    field_names = {
        "user": "person",
        "created_at": "issued",
        "expires_at": "valid until",
        "last_used_at": "last used",
        "revoked_at": "revoked",
    }
    form = ApiKeyForm
    list_display = ("name", "user", "created_at", "last_day", "last_used_at", "revoked_at")
    list_filter = (("user", PersonFilter),)
    list_filter_submit = True
    list_select_related = ("user__company",)
    autocomplete_fields = ("user",)
    readonly_fields = ("created_at", "last_day", "last_used_at", "revoked_at", "created_by")
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Token]:
        return super().get_queryset(request).filter(kind=Token.Kind.API_KEY)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.in_reach_of(get_manager(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="last day", ordering="expires_at")
    def last_day(self, row: Token) -> date | None:
        return row.last_day

    def get_readonly_fields(self, request: HttpRequest, obj: Token | None = None) -> Any:
        return self.readonly_fields if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Token, form: Any, change: bool) -> None:
        issued = create_api_key(
            user=obj.user, name=obj.name, expires_on=form.cleaned_data["expires_on"], by=get_manager(request)
        )
        obj.__dict__.update(issued.token.__dict__)
        self.message_user(
            request,
            format_html("The key is <code>{}</code>. Copy it now: it is not shown again.", issued.secret),
            messages.WARNING,
        )

    @admin.action(description="Revoke the selected keys", permissions=["view"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[Token]) -> None:
        mine = tokens.filter(user__in=User.objects.in_reach_of(get_manager(request)))
        for token in mine:
            revoke_api_key(token=token, by=get_manager(request))
        if mine.count() < tokens.count():
            self.message_user(request, "Keys of people above you were left alone.", messages.WARNING)
        self.message_user(request, "Revoked.")
