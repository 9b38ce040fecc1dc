"""Which second factor a login requires (docs/decisions/0018)."""

from django.conf import settings
from django.utils import timezone

from accounts.models import User

TwoFactor = User.TwoFactor


def get_required_factor(user: User) -> TwoFactor:
    """What a login of the user requires besides the password: their choice, or a code by e-mail where the school
    demands a second factor and they chose none.

    Nobody is locked out: a server without mail requires no code by mail, and everybody has an address that gets one.
    """
    factor = TwoFactor(user.two_factor)
    if factor is TwoFactor.OFF and is_factor_demanded(user):
        factor = TwoFactor.EMAIL
    return TwoFactor.OFF if factor is TwoFactor.EMAIL and not settings.MAIL_ENABLED else factor


def is_factor_demanded(user: User) -> bool:
    """Whether the user's school demands a second factor of the user today. Reads `company`: select it with the user."""
    day = user.company.two_factor_required_from
    return will_be_demanded(user) and day is not None and day <= user.company.local_date(timezone.now())


def will_be_demanded(user: User) -> bool:
    """Whether the user's school demands a second factor of the user, from a day in the past or in the future.

    Of staff alone: students have no access to others' data. Never on a server without mail, where those without an
    authenticator app could not log in.
    """
    return settings.MAIL_ENABLED and user.is_staff and user.company.two_factor_required_from is not None
