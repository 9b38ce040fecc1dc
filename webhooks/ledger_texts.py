"""What events about webhooks say in words (records/wording.py)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    register_facts,
    register_names,
    register_sentences,
)


def choose_replay(payload: Payload) -> str:
    count = payload.get("count")
    number = count if isinstance(count, int) else 0
    if "since" in payload:
        return ngettext(
            "%(actor)s sent %(count)s event since %(since)s again to the webhook %(object)s.",
            "%(actor)s sent %(count)s events since %(since)s again to the webhook %(object)s.",
            number,
        )
    return ngettext(
        "%(actor)s sent %(count)s event again to the webhook %(object)s.",
        "%(actor)s sent %(count)s events again to the webhook %(object)s.",
        number,
    )


register_sentences(
    {
        "webhook.created": _("%(actor)s created the webhook %(object)s."),
        "webhook.changed": _("%(actor)s changed the webhook %(object)s."),
        "webhook.secret_rotated": _("%(actor)s gave the webhook %(object)s a new secret."),
        "webhook.switched_off": _("The webhook %(object)s was switched off: %(reason)s"),
        "webhook.tested": _("%(actor)s sent a test to the webhook %(object)s."),
        "webhook.replayed": Sentence(choose_replay),
    }
)
register_names(
    {
        "webhooks.subscription": RowName(_("webhook"), _("the webhook"), describe=lambda row: row.name),
        "webhooks.webhookdelivery": RowName(
            _("webhook delivery"),
            _("the webhook delivery"),
            company="subscription__company",
            related=("subscription", "event"),
        ),
    }
)
register_facts({"since": Fact(_("since"), FactKind.DAY)})
