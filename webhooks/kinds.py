"""The events that other systems can subscribe to, and what of the ledger each is made of (docs/webhooks.md)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventKind(TextChoices):
    ENROLLMENT_CREATED = "enrollment.created", _("Enrollment created")
    CLASS_SIGNED = "class.signed", _("Class signed")
    EXAM_FINISHED = "exam.finished", _("Exam finished")
    TRAINING_FINISHED = "training.finished", _("Training finished")
    CERTIFICATE_ISSUED = "certificate.issued", _("Certificate issued")
    CERTIFICATE_REVOKED = "certificate.revoked", _("Certificate revoked")
    TEST = "webhook.test", _("Test")


# All but the test, which is sent to one receiver when a manager asks for it.
SUBSCRIBABLE = tuple(kind for kind in EventKind if kind is not EventKind.TEST)


@dataclass(frozen=True)
class Source:
    """Where the request of a kind comes from: the action in the ledger, the public name of the object's type, and for
    each key of `data` the key in the event's payload.

    Events that are older than a key of their payload have null. `numbers` are the keys whose payload is text, because
    canonical JSON takes no fractions.
    """

    action: str
    object_type: str
    keys: dict[str, str]
    numbers: frozenset[str] = frozenset()

    def build_data(self, payload: dict[str, Any]) -> dict[str, Any]:
        values = {name: payload.get(key) for name, key in self.keys.items()}
        return {name: float(value) if value and name in self.numbers else value for name, value in values.items()}


USER_AND_TRAINING = {"user_id": "user", "training_id": "training", "training_name": "training_name"}
SOURCES: dict[EventKind, Source] = {
    EventKind.ENROLLMENT_CREATED: Source("enrollment.created", "enrollment", USER_AND_TRAINING),
    EventKind.CLASS_SIGNED: Source(
        "class.signed",
        "class",
        {
            "training_id": "training",
            "subject_id": "subject",
            "subject_name": "subject_name",
            "teacher_id": "teacher",
            "starts_at": "starts_at",
        },
    ),
    EventKind.EXAM_FINISHED: Source(
        "exam.finished",
        "attempt",
        {
            "enrollment_id": "enrollment",
            "user_id": "user",
            "exam_id": "exam",
            "exam_name": "exam_name",
            "score": "score",
            "passed": "passed",
        },
        numbers=frozenset({"score"}),
    ),
    EventKind.TRAINING_FINISHED: Source(
        "enrollment.finished", "enrollment", {**USER_AND_TRAINING, "valid_until": "valid_until"}
    ),
    EventKind.CERTIFICATE_ISSUED: Source(
        "certificate.issued",
        "certificate",
        {"enrollment_id": "enrollment", "number": "number", "replaces": "replaces"},
    ),
    EventKind.CERTIFICATE_REVOKED: Source(
        "certificate.revoked",
        "certificate",
        {"enrollment_id": "enrollment", "number": "number", "reason": "reason"},
    ),
    EventKind.TEST: Source("webhook.tested", "webhook", {"name": "name"}),
}
KINDS_BY_ACTION = {source.action: kind for kind, source in SOURCES.items()}


def list_actions(kinds: list[str]) -> list[str]:
    """The actions of the ledger that make events of these kinds. A kind that no longer exists makes none."""
    return [source.action for kind, source in SOURCES.items() if kind.value in kinds]
