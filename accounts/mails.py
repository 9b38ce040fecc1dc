"""The codes and links in mails about the account. They are derived when a mail is rendered, and stored nowhere."""

from typing import Any

from accounts.models import OneTimeCode
from accounts.one_time_codes import derive_link_code, derive_login_code, is_usable
from core.addresses.public import build_server_address
from mail.contexts import MailContext, register_context
from mail.kinds import MailKind
from mail.models import Mail

# The page of a link: where a password is set, and where an address is confirmed.
PASSWORD_PAGE, CONFIRMATION_PAGE = "password", "confirm"
PAGES = {
    MailKind.INVITATION: PASSWORD_PAGE,
    MailKind.RECOVERY: PASSWORD_PAGE,
    MailKind.CONFIRMATION: CONFIRMATION_PAGE,
}


def register_contexts() -> None:
    for kind in PAGES:
        register_context(kind, build_link_context)
    register_context(MailKind.LOGIN_CODE, build_digits_context)


def build_link_context(mail: Mail) -> MailContext | None:
    """The link of a code and until when it works; None if it does not work any more."""
    code = find_usable_code(mail)
    if code is None:
        return None
    path = f"/account/{PAGES[MailKind(mail.kind)]}/{code.user_id}/{derive_link_code(code)}/"
    return build_code_context(code, link=build_server_address(path))


def build_digits_context(mail: Mail) -> MailContext | None:
    code = find_usable_code(mail)
    return build_code_context(code, digits=derive_login_code(code)) if code else None


def find_usable_code(mail: Mail) -> OneTimeCode | None:
    """The code of a mail; None if it has been used or replaced, has expired, or was for another address."""
    rows = OneTimeCode.objects.select_related("user__company")
    code = rows.filter(pk=mail.facts["code"], user=mail.recipient_id, email=mail.address).first()
    return code if code and is_usable(code) else None


def build_code_context(code: OneTimeCode, **secret: Any) -> MailContext:
    return MailContext({"expires_at": code.expires_at.isoformat(), **secret})
