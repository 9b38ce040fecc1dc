"""Schools and the people in them."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts import roles
from accounts.idempotency_records import IdempotencyRecord  # noqa: F401  Django finds models through this module
from accounts.passwords import hash_password, verify_password
from accounts.querysets import NotificationQuerySet, PilotGroupQuerySet, TokenQuerySet, UserManager
from accounts.roles import Role
from core.files.media import Unguessable, picture
from core.models import Identified
from core.school_time import format_moment, get_day, get_day_end, get_day_start, get_last_day
from core.text.collation import NAMES


class Company(Identified):
    """A flight school (ATO): the tenant. Created by the operator; every other row belongs to exactly one."""

    name = models.CharField(max_length=200, unique=True, db_collation=NAMES)
    timezone_id = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the school's days begin and end and in which people read its times."""
        return ZoneInfo(self.timezone_id)

    def local_date(self, moment: datetime) -> date:
        """The date of a moment in the school's time zone."""
        return get_day(moment, self.zone)

    def local_week(self, moment: datetime) -> tuple[datetime, datetime]:
        """The school's week around a moment: from Monday 00:00 to the next Monday 00:00, which is not part of it."""
        today = self.local_date(moment)
        monday = today - timedelta(days=today.weekday())
        return self.get_day_start(monday), self.get_day_end(monday + timedelta(days=6))

    def get_day_start(self, day: date) -> datetime:
        """The first moment of a day at the school, in UTC."""
        return get_day_start(day, self.zone)

    def get_day_end(self, day: date) -> datetime:
        """The first moment after a day at the school, in UTC."""
        return get_day_end(day, self.zone)

    def local_text(self, moment: datetime) -> str:
        """A moment in the school's time zone, for people: `2026-03-18 11:00 CET`."""
        return format_moment(moment, self.zone)


class User(AbstractBaseUser):
    """A person of one school: student, instructor or manager. Deactivated but never deleted, because records name them.

    The e-mail address is the login name: in lower case, and unique on the whole server. One that the school has entered
    counts as confirmed.
    """

    class TwoFactor(models.TextChoices):
        """What a login requires besides the password."""

        OFF = "OFF", "Off"
        EMAIL = "EMAIL", "Code by e-mail"
        TOTP = "TOTP", "Authenticator app"

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="users")
    email = models.EmailField(max_length=254, unique=True)
    group = models.PositiveSmallIntegerField("role", choices=Role.choices, default=Role.STUDENT)
    name = models.CharField(max_length=100, db_collation=NAMES)
    surname = models.CharField(max_length=100, db_collation=NAMES)
    photo = models.FileField(upload_to=Unguessable("photos"), blank=True, validators=[picture])
    phone = models.CharField(max_length=40, blank=True)
    country_id = models.CharField("country", max_length=2, blank=True)
    timezone_id = models.CharField("time zone", max_length=64, blank=True)
    address = models.CharField(max_length=500, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField(null=True, blank=True, validators=[MinValueValidator(date(1900, 1, 1))])
    personnel_number = models.CharField(
        max_length=50, blank=True, help_text="The user's personnel number in the school's other systems."
    )
    color = models.CharField(
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", "Write a colour as #rrggbb.")],
        help_text="The user's colour in calendars, as #rrggbb.",
    )
    is_pilot = models.BooleanField(default=False, help_text="Flies for the school, regardless of role.")
    supervisor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="people_supervised"
    )
    base = models.ForeignKey(
        "locations.Location", null=True, blank=True, on_delete=models.PROTECT, related_name="people_based_here"
    )
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    expires_on = models.DateField(null=True, blank=True, help_text="The last day on which the user can log in.")
    two_factor = models.CharField(max_length=5, choices=TwoFactor.choices, default=TwoFactor.OFF, editable=False)
    email_confirmed_at = models.DateTimeField(null=True, blank=True, default=timezone.now, editable=False)
    wants_newsletter = models.BooleanField(default=False, editable=False)
    wants_alerts = models.BooleanField(default=True, editable=False)
    wants_message_alerts = models.BooleanField(default=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(auto_now=True)
    # When the account was last closed or opened: older sessions of the admin are invalid.
    sessions_from = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "surname"]

    objects = UserManager()

    class Meta:
        indexes = [
            models.Index(fields=["company", "surname", "name", "id"], name="user_by_name"),
            models.Index(fields=["company", "group"], name="user_by_group"),
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

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.may_log_in and self.is_manager

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm(app_label)


class PilotGroup(Identified):
    """A named set of people who are enrolled together, such as an intake. Managed in the admin."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="pilot_groups")
    name = models.CharField(max_length=200, db_collation=NAMES)
    members = models.ManyToManyField(User, blank=True, related_name="pilot_groups")

    objects = PilotGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="pilot_group_name_is_unique_in_company")
        ]

    def __str__(self) -> str:
        return self.name


class Token(Identified):
    """A bearer token: a session (opened by a login) or an API key (issued by a manager or the operator).

    Only the SHA-256 of the secret is stored. A revoked key stays, so that the list of keys shows its history.
    """

    class Kind(models.TextChoices):
        SESSION = "session", "Session"
        API_KEY = "api_key", "API key"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="tokens_created")
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"  # the admin lists API keys only; sessions are private
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="api_key") | Q(expires_at__isnull=False), name="token_session_has_an_end"
            ),
            models.CheckConstraint(condition=Q(kind="session") | ~Q(name=""), name="token_api_key_has_a_name"),
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(kind="api_key", revoked_at__isnull=True),
                name="token_one_live_api_key_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()

    @property
    def last_day(self) -> date | None:
        """The last day on which the token is valid, in the user's school; None when it does not expire."""
        return get_last_day(self.expires_at, self.user.company.zone) if self.expires_at else None

    @property
    def is_api_key(self) -> bool:
        return self.kind == Token.Kind.API_KEY


class Notification(Identified):
    """An in-app message to one user, written by the server on behalf of `sender`."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="notifications")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notifications")
    sender = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="notifications_sent")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("recipient"),
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(read_at__isnull=True),
                name="notification_unread",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class LoginAttemptLog(models.Model):
    """The recent login attempts under one key, Unix timestamps, oldest first (accounts/sign_in/login_attempts.py)."""

    key = models.CharField(max_length=120, primary_key=True)
    attempts = models.JSONField(default=list)
    last_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "accounts_guesslog"  # the name of the table is older than that of the model
        indexes = [models.Index(fields=["last_at"], name="guess_log_by_age")]

    def __str__(self) -> str:
        return self.key
