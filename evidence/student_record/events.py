"""Which events of the ledger are about one enrollment, whatever object they name."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from evidence.student_record.privacy import names_student
from onsite.models import ClassSession
from records.models import Event, Signature
from trainings.models import Enrollment

CLASS = ClassSession._meta.label_lower


def list_events(enrollment: Enrollment, concerned: list[str], signatures: Iterable[Signature]) -> list[Event]:
    """The events of the `concerned` objects (the enrollment, its classes, studies, attempts, flights, certificates), of
    the signatures under them and their revocations, and of classes that the student was on the roster of for a time."""
    signed = [str(pk) for row in signatures for pk in list_signature_keys(row)]
    former = find_former_classes(enrollment) - set(concerned)
    named = Q(object_id__in=[*concerned, *signed]) | Q(object_type=CLASS, object_id__in=former)
    rows = Event.objects.filter(named, company_id=enrollment.company_id).order_by("seq")
    return [row for row in rows if row.object_id not in former or is_about(row, enrollment)]


def list_signature_keys(signature: Signature) -> Iterable[Any]:
    """The events of a signature name the signature, or its revocation."""
    yield signature.pk
    if hasattr(signature, "revocation"):
        yield signature.revocation.pk


def find_former_classes(enrollment: Enrollment) -> set[str]:
    """The classes of the training: nothing but the ledger tells who has been taken off the roster of one."""
    held = ClassSession.objects.filter(subject__training=enrollment.training_id)
    return {str(pk) for pk in held.values_list("pk", flat=True)}


def is_about(event: Event, enrollment: Enrollment) -> bool:
    """The event of a class without the student on its roster today names the student, and falls into this go: only who
    is on the way is put on a roster."""
    begun = event.at >= enrollment.created_at
    over = enrollment.finished_at is not None and event.at > enrollment.finished_at
    return begun and not over and names_student(json.loads(event.payload), str(enrollment.user_id))
