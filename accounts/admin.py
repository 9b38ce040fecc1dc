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
from accounts.people import change_role, create_users
from accounts.roles import Role
from accounts.sign_in import credentials
from core.exceptions import InvalidInput
from office.base.admins import ScopedAdmin, ServiceAdmin
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

# The fields on the page that an import does not have.
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
    """A user, with an optional new password."""

    new_password = forms.CharField(
        label="New password",
        required=False,
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=(
            "Leave empty to keep the current password. A new user without a password cannot log in until you set one."
        ),
    )

    # False on the manager's own page: the own password is changed where the old one is required.
    sets_password = True

    class Meta(PersonForm.Meta):
        fields = (*PersonForm.Meta.fields, *DETAILS, "photo")

    def clean_date_of_birth(self) -> date | None:
        day: date | None = self.cleaned_data["date_of_birth"]
        if day and day > self.instance.company.local_date(timezone.now()):
            raise forms.ValidationError("The date of birth cannot be in the future.")
        return day

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.sets_password:
            self.fields.pop("new_password", None)

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        try:
            if password:
                reject_weak_password(password, self.instance, field="new_password")
        except InvalidInput as error:
            raise forms.ValidationError(error.errors["new_password"]) from error
        return password

    def save(self, commit: bool = True) -> User:
        """Sets the password of a new user; `UserAdmin.save_model` sets that of a stored one, which ends sessions."""
        if self.instance._state.adding and self.cleaned_data["new_password"]:
            self.instance.set_password(self.cleaned_data["new_password"])
        return super().save(commit)


def build_enroll_form(request: HttpRequest) -> EnrollForm:
    """Bound once the enroll page has been submitted; unbound when the action was selected in the list."""
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
        attributes = {"highest_role": get_manager(request).group, "sets_password": self.may_set_password(request, obj)}
        return type(form.__name__, (form,), attributes)

    def may_set_password(self, request: HttpRequest, obj: User | None) -> bool:
        """Not of users with a higher role; the own password is changed where the old one is required."""
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
        """Not for users with a higher role: with a new password, a manager could log in as them (accounts/roles.py)."""
        return super().has_change_permission(request, obj) and (obj is None or obj.group >= get_manager(request).group)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "supervisor":
            staff = User.objects.visible_to(get_manager(request)).staff()
            kwargs["queryset"] = staff.order_by("surname", "name", "id")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by = get_manager(request)
        if not change:
            create_users([obj], company=by.company, by=by)
            return
        if "group" in form.changed_data:
            change_role(user=obj, group=obj.group, by=by)
        could_log_in = User.objects.select_related("company").get(pk=obj.pk).may_log_in
        super().save_model(request, obj, form, change)
        # Also when the account is opened again: nothing that was opened before it was closed may work again.
        if not (could_log_in and obj.may_log_in) and {"is_active", "expires_on"} & set(form.changed_data):
            credentials.end_access(user=obj, by=by)
        if form.cleaned_data.get("new_password"):
            credentials.set_password(user=obj, password=form.cleaned_data["new_password"], by=by)

    def record_in_ledger(self, action: str, request: HttpRequest, rows: list[Any], message: Any) -> None:
        """Records all but additions, which `create_users` has recorded."""
        if action != "admin.added":
            super().record_in_ledger(action, request, rows, message)


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
        """Members in the order of every list of people: by surname."""
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
class ApiKeyAdmin(ServiceAdmin):
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
        """Issues the key by the service instead of saving the form's row, and shows the secret this once."""
        issued = create_api_key(
            user=obj.user, name=obj.name, expires_on=form.cleaned_data["expires_on"], by=get_manager(request)
        )
        # Django goes on with `obj`, for its log and its messages: it becomes the row that was stored.
        obj.__dict__.update(issued.token.__dict__)
        self.message_user(
            request,
            format_html("The key is <code>{}</code>. Copy it now: it is not shown again.", issued.secret),
            messages.WARNING,
        )

    @admin.action(description="Revoke the selected keys", permissions=["view"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[Token]) -> None:
        reachable = tokens.filter(user__in=User.objects.in_reach_of(get_manager(request)))
        for token in reachable:
            revoke_api_key(token=token, by=get_manager(request))
        if reachable.count() < tokens.count():
            text = "Keys of users with a higher role than yours were not revoked."
            self.message_user(request, text, messages.WARNING)
        self.message_user(request, "Revoked.")
