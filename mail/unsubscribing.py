"""The link in a mail by which people turn off mails of its topic with one click (RFC 8058), without logging in.

The token names the person and the topic, and is signed. It never expires: an old mail must still get people out.
"""

from typing import NamedTuple

from django.core import signing
from django.utils.translation import gettext as _

from accounts.models import User
from core.addresses.public import build_server_address
from core.exceptions import NotFound
from mail.kinds import Topic

SALT = "mail.unsubscribe"
# The column of the user that a topic is a preference of; mails about the account cannot be turned off.
PREFERENCES = {
    Topic.ALERTS: "wants_alerts",
    Topic.MESSAGES: "wants_message_alerts",
    Topic.NEWSLETTER: "wants_newsletter",
}


class Unsubscription(NamedTuple):
    user_id: int
    topic: Topic


def build_unsubscribe_address(user_id: int, topic: Topic) -> str:
    token = signing.Signer(salt=SALT).sign_object([user_id, topic.value])
    return build_server_address(f"/account/unsubscribe/{token}/")


def read_token(token: str) -> Unsubscription:
    """What the token turns off. Raises NotFound for one that this server has not signed."""
    try:
        user_id, topic = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature as error:
        raise NotFound from error
    return Unsubscription(user_id, Topic(topic))


def describe_unsubscribing(topic: Topic) -> str:
    """The text of the link, in the active language."""
    return {
        Topic.ALERTS: _("Unsubscribe from mails about classes, deadlines and validity"),
        Topic.MESSAGES: _("Unsubscribe from mails about messages"),
        Topic.NEWSLETTER: _("Unsubscribe from the weekly digest"),
    }[topic]


def build_unsubscribe_page(topic: Topic, user: User, *, is_done: bool) -> dict[str, str]:
    """The texts of the page, in the active language; without `button` once it is done."""
    values = {"school": user.company.name, "address": user.email}
    if is_done:
        text = _("Done. %(school)s sends no more of these mails to %(address)s.") % values
    else:
        text = _("%(school)s sends these mails to %(address)s.") % values
    return {
        "title": describe_unsubscribing(topic),
        "text": text,
        "note": _("You can change this at any time in your account."),
        "button": "" if is_done else _("Unsubscribe"),
    }
