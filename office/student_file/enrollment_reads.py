"""Everything on record of one enrollment, read for its page in a number of queries that does not grow with its rows."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db.models import QuerySet

from accounts.models import User
from api.views import get_one_or_404
from evidence.models import Certificate
from evidence.student_record.gathering import (
    list_attendances,
    list_certificates,
    list_credits,
    list_flights,
    list_grants,
    list_resets,
    list_signatures,
)
from evidence.student_record.privacy import is_about_another
from exams.cycles import AttemptGrant, LessonReset
from exams.sitting.granting import list_grantable
from hours.reading.balances import Balances, read_hours
from missions.models import FlightRecord
from onsite.models import Attendance
from records.models import Event, Signature
from trainings.credits.items import read_item_names
from trainings.endpoints.syllabus_reads import SyllabusRead, read_enrollment_syllabus
from trainings.endpoints.training_view.reads import MissionRead, read_enrollment_missions
from trainings.models import Credit, Enrollment

if TYPE_CHECKING:
    from exams.querysets import AttemptInCycle
    from trainings.enrollments.progress import EnrollmentWithProgress
    from trainings.querysets import StudyWithSeconds

# Events read, and those shown of them: the events of a class are about its other students too.
MAX_EVENTS, MAX_STORIES = 3_000, 300


@dataclass(frozen=True)
class EnrollmentFile:
    """`credits` include revoked ones, `attendances` those of deleted classes; `item_names` are those of what was
    credited; `grantable` are the exams at which another attempt can be granted; `events` are the newest first, at most
    `MAX_STORIES`."""

    enrollment: "EnrollmentWithProgress"
    syllabus: SyllabusRead
    missions: list[MissionRead]
    studies: "list[StudyWithSeconds]"
    attendances: list[Attendance]
    attempts: "list[AttemptInCycle]"
    resets: list[LessonReset]
    grants: list[AttemptGrant]
    grantable: set[uuid.UUID]
    flights: list[FlightRecord]
    credits: list[Credit]
    item_names: dict[uuid.UUID, str]
    certificates: list[Certificate]
    hours: Balances
    signatures: list[Signature]
    events: list[Event]

    @property
    def certificate(self) -> Certificate | None:
        """The newest, which may be revoked."""
        return self.certificates[-1] if self.certificates else None

    @property
    def has_more_events(self) -> bool:
        return len(self.events) == MAX_STORIES


def get_enrollment(manager: User, id: uuid.UUID, now: datetime) -> "EnrollmentWithProgress":
    """Raises NotFound for an enrollment the manager does not see."""
    rows = Enrollment.objects.visible_to(manager).for_student_record().with_progress(now)
    return cast("EnrollmentWithProgress", get_one_or_404(cast("QuerySet[Enrollment]", rows), pk=id))


def read_enrollment_file(manager: User, id: uuid.UUID, now: datetime) -> EnrollmentFile:
    """Raises NotFound for an enrollment the manager does not see."""
    enrollment = get_enrollment(manager, id, now)
    studies = enrollment.studies.with_seconds().select_related("lesson__subject").order_by("completed_at", "id")
    attendances = sorted(list_attendances(enrollment), key=lambda row: (row.starts_at, row.pk))
    sat = enrollment.attempts.select_related("exam__subject", "exam__training").order_by("started_at", "id")
    attempts = list(sat.with_cycle())
    resets, grants = list(list_resets(enrollment)), list(list_grants(enrollment))
    flights = sorted(list_flights(enrollment), key=lambda row: (row.flown_on, row.pk))
    credits, certificates = list(list_credits(enrollment)), list(list_certificates(enrollment))
    rows = [enrollment, *studies, *attempts, *resets, *grants, *flights, *credits, *certificates]
    object_ids = [str(row.pk) for row in rows] + [str(row.class_session_id) for row in attendances]
    signatures = list(list_signatures(enrollment, object_ids))
    return EnrollmentFile(
        enrollment=enrollment,
        syllabus=read_enrollment_syllabus(enrollment, now),
        missions=read_enrollment_missions(enrollment),
        studies=list(studies),
        attendances=attendances,
        attempts=attempts,
        resets=resets,
        grants=grants,
        grantable=list_grantable(enrollment, attempts, manager),
        flights=flights,
        credits=credits,
        item_names=read_item_names(credits),
        certificates=certificates,
        hours=read_hours([enrollment], now)[enrollment.pk],
        signatures=signatures,
        events=list_events(enrollment, object_ids),
    )


def list_events(enrollment: Enrollment, object_ids: list[str]) -> list[Event]:
    """The newest events about the enrollment and what belongs to it, without those about another student of a class.

    Those of signatures are left out, because each repeats the event of what was signed.
    """
    rows = Event.objects.filter(object_id__in=object_ids, company_id=enrollment.company_id)
    rows = rows.order_by("-seq")[:MAX_EVENTS]
    student = str(enrollment.user_id)
    return [row for row in rows if not is_about_another(json.loads(row.payload), student)][:MAX_STORIES]
