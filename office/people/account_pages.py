"""The acts on the account of one person, each with a page that asks first: invite, reset the second factor. The third,
a new password, has the page of the list's action."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.people.invitations import NO_MAIL_SERVER, invite_users, is_invitable
from accounts.people.reach import OUT_OF_REACH
from accounts.sign_in.second_factor.changing import reset_factors
from office.enrollment_acts.forms import ActForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data

INVITE, NEW_PASSWORD, RESET_FACTOR = "invite", "new_password", "reset_second_factor"


class AccountAct(NamedTuple):
    """A button; `page` is the name of its page after `accounts_user_`, `icon` is of Material Symbols."""

    page: str
    title: str
    icon: str


def list_account_acts(user: User, by: User) -> list[AccountAct]:
    """What the manager can do about the login of the person. Reads `company`."""
    if user.pk == by.pk or not user.is_in_reach_of(by):
        return []
    acts = {
        AccountAct(INVITE, _("Send invitation…"), "forward_to_inbox"): find_invitation_obstacle(user, by),
        AccountAct(NEW_PASSWORD, _("New password…"), "key"): "",
        AccountAct(RESET_FACTOR, _("Reset second factor…"), "phonelink_erase"): find_reset_obstacle(user, by),
    }
    return [act for act, obstacle in acts.items() if not obstacle]


def find_invitation_obstacle(user: User, by: User) -> StrOrPromise:
    """Why the person cannot be invited; empty if they can."""
    if not user.is_in_reach_of(by):
        return OUT_OF_REACH
    if not is_invitable(user):
        return _("The person has a password already, or the account is closed.")
    return "" if settings.MAIL_ENABLED else NO_MAIL_SERVER


def find_reset_obstacle(user: User, by: User) -> StrOrPromise:
    if user.pk == by.pk:
        return _("You cannot reset your own second factor here.")
    if not user.is_in_reach_of(by):
        return OUT_OF_REACH
    return "" if user.two_factor != User.TwoFactor.OFF else _("The person has no second factor.")


def build_invitation_page(request: HttpRequest, user: User, by: User, back: str) -> ActPage:
    return ActPage(
        title=_("Send an invitation"),
        button=_("Send"),
        listing=list_person(user, find_invitation_obstacle(user, by)),
        form=ActForm(by, get_form_data(request)),
        run=lambda data: run_invitation(user, by),
        back=back,
    )


def run_invitation(user: User, by: User) -> str:
    if not invite_users(users=[user], by=by):
        return _("Nobody was invited: the person has a password already, or the account is closed.")
    return _("The invitation to %(person)s is sent.") % {"person": user}


def build_reset_page(request: HttpRequest, user: User, by: User, back: str) -> ActPage:
    return ActPage(
        title=_("Reset the second factor"),
        button=_("Reset"),
        listing=list_person(user, find_reset_obstacle(user, by)),
        form=ActForm(by, get_form_data(request)),
        run=lambda data: run_reset(user, by),
        back=back,
    )


def run_reset(user: User, by: User) -> str:
    if not reset_factors(user_ids=[user.pk], by=by):
        return _("%(person)s has no second factor.") % {"person": user}
    return _("The second factor of %(person)s is reset; all sessions are ended.") % {"person": user}


def list_person(user: User, obstacle: StrOrPromise) -> Listing:
    name = describe_person(user)
    return Listing([], [(name, str(obstacle))]) if obstacle else Listing([name])


def describe_person(person: User) -> str:
    """With the address, because several people may have one name."""
    return f"{person} ({person.email})"
