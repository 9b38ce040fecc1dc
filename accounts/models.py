"""Schools and the people in them."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts import roles
from accounts.querysets import NotificationQuerySet, PilotGroupQuerySet, TokenQuerySet, UserManager
from accounts.roles import Role
from accounts.stored_answers import StoredAnswer  # noqa: F401  Django finds models through this module
from config.media import Unguessable, picture
from config.models import Identified
from config.school_time import day_of


class Company(Identified):
    """A school (an ATO). Made by the operator; everything else on the server belongs to exactly one of them."""

    name = models.CharField(max_length=200, unique=True)
    timezone_id = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this school's days begin and end, and in which people read its times."""
        return ZoneInfo(self.timezone_id)

    def local_date(self, moment: datetime) -> date:
        """The date that a moment has at the school."""
        return day_of(moment, self.zone)

    def local_week(self, moment: datetime) -> tuple[datetime, datetime]:
        """The school's week around a moment: from Monday 00:00 there to the Monday after, which is outside it."""
        today = self.local_date(moment)
        monday = datetime.combine(today - timedelta(days=today.weekday()), time(), self.zone)
        return monday, monday + timedelta(days=7)


class User(AbstractBaseUser):
    """A person of one school: student, instructor, manager. Never deleted, because records name them; made inactive.

    The e-mail address is the login name, lower case, and unique on the whole server.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="users")
    email = models.EmailField(max_length=254, unique=True)
    group = models.PositiveSmallIntegerField("role", choices=Role.choices, default=Role.STUDENT)
    name = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    photo = models.FileField(upload_to=Unguessable("photos"), blank=True, validators=[picture])
    phone = models.CharField(max_length=40, blank=True)
    country_id = models.CharField("country", max_length=2, blank=True)
    timezone_id = models.CharField("time zone", max_length=64, blank=True)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    expires_on = models.DateField(null=True, blank=True, help_text="The last day on which this person can log in.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

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
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.surname}"

    def get_short_name(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return str(self)

    @property
    def is_manager(self) -> bool:
        return self.group <= roles.MANAGERS_UP_TO

    @property
    def is_staff(self) -> bool:
        """May teach and supervise (contract section 1, Roles). The admin site asks `is_manager` instead."""
        return self.group <= roles.STAFF_UP_TO

    @property
    def sees_all_students(self) -> bool:
        return self.group <= roles.ALL_STUDENTS_UP_TO

    @property
    def may_log_in(self) -> bool:
        return self.is_active and (
            self.expires_on is None or self.expires_on >= self.company.local_date(timezone.now())
        )

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.may_log_in and self.is_manager

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm(app_label)


class PilotGroup(Identified):
    """A named set of people, used to enroll a whole intake at once. Made by managers."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="pilot_groups")
    name = models.CharField(max_length=200)
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
    """What a client shows on every request: a session (made by logging in) or an API key (made by a manager or by ops).

    Only the SHA-256 of the secret is stored. A revoked row stays, so that the list of keys tells the whole story.
    """

    class Kind(models.TextChoices):
        SESSION = "session", "Session"
        API_KEY = "api_key", "API key"

    FURTHEST_EXPIRY = date(2199, 12, 31)

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
        verbose_name = "API key"  # sessions are nobody's to look at
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
    def is_api_key(self) -> bool:
        return self.kind == Token.Kind.API_KEY


class Notification(Identified):
    """An in-app message to one person, written by the server on behalf of `sender`. Read at most once."""

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


class GuessLog(models.Model):
    """The recent attempts at one password, by account, address or signer; what the limits on guessing count.

    `attempts` holds unix seconds, oldest first, none older than the window when it was last written.
    """

    key = models.CharField(max_length=120, primary_key=True)
    attempts = models.JSONField(default=list)
    last_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="guess_log_by_age")]

    def __str__(self) -> str:
        return self.key
