"""What was sent to people, and the links in it."""

from accounts.models import OneTimeCode, User
from accounts.one_time_codes import derive_link_code
from mail.kinds import MailKind
from mail.models import Mail


def list_mails(kind: MailKind | None = None) -> list[tuple[str, str]]:
    """The kind and the address of each queued mail, in the order in which they were queued."""
    mails = Mail.objects.order_by("created_at", "id")
    return [(mail.kind, mail.address) for mail in (mails.filter(kind=kind) if kind else mails)]


def get_link(user: User, purpose: str) -> str:
    """The code of the link that was sent last."""
    return derive_link_code(OneTimeCode.objects.filter(user=user, purpose=purpose).latest("created_at", "id"))


def build_password_path(user: User, purpose: str = "recovery") -> str:
    return f"/users/new_password/{user.pk}/{get_link(user, purpose)}.json"


def build_confirmation_path(user: User) -> str:
    return f"/users/confirmation/{user.pk}/{get_link(user, 'confirmation')}/email.json"
