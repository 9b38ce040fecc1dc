"""What a login opens and leaves: tokens, sessions of the admin, the list of logins, counted attempts."""

from datetime import date

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.querysets import AdminSessionQuerySet, LoginQuerySet, TokenQuerySet
from core.models import Identified, new_id
from core.school_time import get_last_day

USER_AGENT_LENGTH = 300  # longer ones are cut: they are shown to people, and nothing is decided by them
IP_ADDRESS_LENGTH = 45


class Token(Identified):
    """A bearer token: a session (opened by a login) or an API key (issued by a manager or the operator).

    Only the SHA-256 of the secret is stored. A revoked key stays, so that the list of keys shows its history.
    """

    class Kind(models.TextChoices):
        SESSION = "session", _("Session")
        API_KEY = "api_key", _("API key")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        User,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tokens_created",
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    user_agent = models.CharField(max_length=USER_AGENT_LENGTH, blank=True, editable=False)
    ip_address = models.CharField(max_length=IP_ADDRESS_LENGTH, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")  # the admin lists API keys only; sessions are private
        verbose_name_plural = _("API keys")
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


class AdminSession(AbstractBaseSession):
    """A session of the admin, with what its user is shown of it.

    `id` names it to people: `session_key` is the cookie, which nobody is shown.
    """

    id = models.UUIDField(default=new_id, editable=False, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="admin_sessions")
    user_agent = models.CharField(max_length=USER_AGENT_LENGTH, blank=True)
    ip_address = models.CharField(max_length=IP_ADDRESS_LENGTH, blank=True)
    last_used_at = models.DateTimeField(default=timezone.now)

    objects = AdminSessionQuerySet.as_manager()  # type: ignore[misc, assignment]  # replaces the manager of the base class


class Login(Identified):
    """A login that succeeded, for the list that its user sees; `provider` is the identity provider's name, if any."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="logins", db_index=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    user_agent = models.CharField(max_length=USER_AGENT_LENGTH, blank=True)
    ip_address = models.CharField(max_length=IP_ADDRESS_LENGTH, blank=True)
    provider = models.CharField(max_length=100, blank=True)

    objects = LoginQuerySet.as_manager()

    class Meta:
        verbose_name = _("login")
        verbose_name_plural = _("logins")
        indexes = [
            models.Index(F("user"), F("at").desc(), F("id").desc(), name="login_by_user"),
            models.Index(fields=["at"], name="login_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}, {self.at}"
