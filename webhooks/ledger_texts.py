"""What events about webhooks say in words (records/wording.py)."""

from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    mark,
    register_facts,
    register_names,
    register_sentences,
)


def choose_replay(payload: Payload) -> str:
    if "since" in payload:
        return mark("%(actor)s sent %(count)s events since %(since)s again to the webhook %(object)s.")
    return mark("%(actor)s sent %(count)s events again to the webhook %(object)s.")


register_sentences(
    {
        "webhook.created": mark("%(actor)s created the webhook %(object)s."),
        "webhook.changed": mark("%(actor)s changed the webhook %(object)s."),
        "webhook.secret_rotated": mark("%(actor)s gave the webhook %(object)s a new secret."),
        "webhook.switched_off": mark("The webhook %(object)s was switched off: %(reason)s"),
        "webhook.tested": mark("%(actor)s sent a test to the webhook %(object)s."),
        "webhook.replayed": Sentence(choose_replay),
    }
)
register_names(
    {
        "webhooks.subscription": RowName(mark("webhook"), describe=lambda row: row.name),
        "webhooks.webhookdelivery": RowName(
            mark("webhook delivery"), company="subscription__company", related=("subscription", "event")
        ),
    }
)
register_facts({"since": Fact(mark("since"), FactKind.DAY)})
