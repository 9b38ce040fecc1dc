"""The notice on the front page of the admin for managers who will need a second factor and have chosen none."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sign_in.second_factor.policy import TwoFactor, is_factor_demanded, will_be_demanded
from core.dates.writing import format_day


def find_notice(manager: User) -> str | None:
    """The text of the notice; None when there is nothing to say."""
    day = manager.company.two_factor_required_from
    if day is None or manager.two_factor != TwoFactor.OFF or not will_be_demanded(manager):
        return None
    if is_factor_demanded(manager):
        return _("Your school requires a second factor: at each login you get a code by e-mail. An app is quicker.")
    return _("From %(day)s, your school requires a second factor at each login.") % {"day": format_day(day)}
