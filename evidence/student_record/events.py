"""The events of the ledger that are about one enrollment, whichever object they name."""

import json
import uuid
from collections.abc import Iterable, Iterator

from django.db.models import Q

from evidence.student_record.privacy import names_student
from onsite.models import ClassSession
from records.models import Event, Signature
from trainings.models import Enrollment, Training

CLASS = ClassSession._meta.label_lower


def list_events(enrollment: Enrollment, object_ids: list[str], signatures: Iterable[Signature]) -> list[Event]:
    """The events of these objects (the enrollment, its classes, studies, attempts, flights, certificates), of the
    signatures and their revocations, and of classes that the student was on the roster of for a time."""
    signature_ids = [str(pk) for row in signatures for pk in iterate_signature_keys(row)]
    former = list_training_classes(enrollment) - set(object_ids)
    named = Q(object_id__in=[*object_ids, *signature_ids]) | Q(object_type=CLASS, object_id__in=former)
    rows = Event.objects.filter(named, company_id=enrollment.company_id).order_by("seq")
    return [row for row in rows if row.object_id not in former or is_about(row, enrollment)]


def iterate_signature_keys(signature: Signature) -> Iterator[uuid.UUID]:
    """The objects of the events of a signature: the signature itself, and its revocation."""
    yield signature.pk
    if hasattr(signature, "revocation"):
        yield signature.revocation.pk


def list_training_classes(enrollment: Enrollment) -> set[str]:
    """Every class of the training, and of the other revisions of its course, in which the student may have been before:
    only its events tell whether the student was ever removed from its roster."""
    trainings = Training.objects.of_course(enrollment.training).order_by()
    classes = ClassSession.objects.filter(subject__training__in=trainings.values("pk"))
    return {str(pk) for pk in classes.values_list("pk", flat=True)}


def is_about(event: Event, enrollment: Enrollment) -> bool:
    """Whether an event of a class names the student, at a time when this enrollment was neither finished nor withdrawn.

    The time tells the enrollments of a student in one training apart: only an unfinished one is put on a roster.
    """
    has_begun = event.at >= enrollment.created_at
    ended_at = enrollment.finished_at or enrollment.withdrawn_at
    is_over = ended_at is not None and event.at > ended_at
    return has_begun and not is_over and names_student(json.loads(event.payload), str(enrollment.user_id))
