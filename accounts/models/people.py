"""The people of a school, and the groups they are enrolled in."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import roles
from accounts.models.companies import Company
from accounts.passwords import hash_password, verify_password
from accounts.querysets import PilotGroupQuerySet, UserManager
from accounts.roles import Role
from core.files.media import Unguessable, picture
from core.models import Identified
from core.text.collation import NAMES


class User(AbstractBaseUser):
    """A person of one school: student, instructor or manager. One whom records name is deleted softly
    (docs/decisions/0021).

    The e-mail address is the login name: in lower case, and unique on the whole server. One that the school has entered
    counts as confirmed.
    """

    class TwoFactor(models.TextChoices):
        """What a login requires besides the password."""

        OFF = "OFF", _("Off")
        EMAIL = "EMAIL", _("Code by e-mail")
        TOTP = "TOTP", _("Authenticator app")

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="users", db_index=False)
    email = models.EmailField(_("email"), max_length=254, unique=True)
    group = models.PositiveSmallIntegerField(_("role"), choices=Role.choices, default=Role.STUDENT)
    name = models.CharField(pgettext_lazy("given name", "name"), max_length=100, db_collation=NAMES)
    surname = models.CharField(_("surname"), max_length=100, db_collation=NAMES)
    photo = models.FileField(_("photo"), upload_to=Unguessable("photos"), blank=True, validators=[picture])
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    country_id = models.CharField(_("country"), max_length=2, blank=True)
    timezone_id = models.CharField(_("time zone"), max_length=64, blank=True)
    address = models.CharField(_("address"), max_length=500, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    date_of_birth = models.DateField(
        _("date of birth"), null=True, blank=True, validators=[MinValueValidator(date(1900, 1, 1))]
    )
    personnel_number = models.CharField(
        _("personnel number"),
        max_length=50,
        blank=True,
        help_text=_("The user's personnel number in the school's other systems."),
    )
    color = models.CharField(
        _("color"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write a colour as #rrggbb."))],
        help_text=_("The user's colour in calendars, as #rrggbb."),
    )
    is_pilot = models.BooleanField(default=False, help_text=_("Flies for the school, regardless of role."))
    supervisor = models.ForeignKey(
        "self",
        verbose_name=_("supervisor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people_supervised",
    )
    base = models.ForeignKey(
        "locations.Location",
        verbose_name=_("base"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people_based_here",
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    expires_on = models.DateField(null=True, blank=True, help_text=_("The last day on which the user can log in."))
    two_factor = models.CharField(max_length=5, choices=TwoFactor.choices, default=TwoFactor.OFF, editable=False)
    email_confirmed_at = models.DateTimeField(null=True, blank=True, default=timezone.now, editable=False)
    wants_newsletter = models.BooleanField(default=False, editable=False)
    wants_alerts = models.BooleanField(default=True, editable=False)
    wants_message_alerts = models.BooleanField(default=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(auto_now=True)
    # When the last invitation was sent; it is accepted once the address is confirmed.
    invited_at = models.DateTimeField(null=True, blank=True, editable=False)
    # A person with training records cannot be erased: a deleted one is closed, and found nowhere but in the records.
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When the account was last closed or opened: older sessions of the admin are invalid.
    sessions_from = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "surname"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes = [
            models.Index(fields=["company", "surname", "name", "id"], name="user_by_name"),
            models.Index(fields=["company", "group"], name="user_by_group"),
            models.Index(fields=["surname", "name", "id"], name="user_by_surname"),  # lists of enrollments, by student
        ]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.CheckConstraint(condition=Q(group__in=Role.values), name="user_group_is_a_role"),
            models.CheckConstraint(
                condition=Q(two_factor__in=["OFF", "EMAIL", "TOTP"]), name="user_two_factor_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.surname}"

    def set_password(self, raw_password: str | None) -> None:
        self.password = hash_password(raw_password)
        self._password = raw_password

    def check_password(self, raw_password: str | None) -> bool:
        return raw_password is not None and verify_password(raw_password, self.password)

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session of the admin is bound to: password hash and `sessions_from`; a change of either ends it."""
        password_hash: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # private API of Django
        return password_hash if self.sessions_from is None else f"{password_hash}{self.sessions_from.timestamp()}"

    @property
    def role_name(self) -> str:
        """The role as the API has it and files for others than the admin's reader: in English."""
        return roles.name_role(self.group)

    def get_short_name(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return str(self)

    @property
    def is_manager(self) -> bool:
        return self.group <= roles.MANAGERS_UP_TO

    @property
    def is_staff(self) -> bool:
        """May teach and supervise (docs/api.md, section 1, Roles). The admin site is for `is_manager` alone."""
        return self.group <= roles.STAFF_UP_TO

    @property
    def sees_all_students(self) -> bool:
        """Reads every enrollment of the school (docs/api.md, section 1, Roles)."""
        return self.group <= roles.ALL_STUDENTS_UP_TO

    @property
    def may_log_in(self) -> bool:
        """Active, and not past the last day, in the school's time zone. Reads `company`: select it with the user."""
        return self.is_active and (
            self.expires_on is None or self.expires_on >= self.company.local_date(timezone.now())
        )

    def is_in_reach_of(self, manager: "User") -> bool:
        """Whether the manager may change the account, password, role and keys (`UserQuerySet.in_reach_of`)."""
        is_visible = self.company_id == manager.company_id and self.deleted_at is None
        return is_visible and self.group >= manager.group

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.may_log_in and self.is_manager

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm(app_label)


class PilotGroup(Identified):
    """A named set of people who are enrolled together, such as an intake. Managed in the admin."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="pilot_groups", db_index=False)
    name = models.CharField(_("name"), max_length=200, db_collation=NAMES)
    members = models.ManyToManyField(User, verbose_name=_("members"), blank=True, related_name="pilot_groups")

    objects = PilotGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("pilot group")
        verbose_name_plural = _("pilot groups")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="pilot_group_name_is_unique_in_company")
        ]

    def __str__(self) -> str:
        return self.name
