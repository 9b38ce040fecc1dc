"""Random acts of a manager on behalf of teachers and instructors, for the working school."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from missions.corrections import delete_flight, unsign_debriefing
from missions.models import FlightRecord
from onsite.classes.content import read_recorded_content
from onsite.classes.evaluation import Evaluation
from onsite.classes.recording import ClassEntry, record_class
from onsite.models import ClassSession
from records.versions import build_version
from trainings.ratings import Rating

if TYPE_CHECKING:
    from tests.records.working_school import WorkingSchool


class OnBehalfActs:
    def __init__(self, school: "WorkingSchool") -> None:
        self.school = school

    def list_acts(self) -> list[Callable[[], Any]]:
        return [self.record_whole_class, self.record_whole_class, self.unsign_flight, self.delete_a_flight]

    def record_whole_class(self) -> Any:
        """Everybody of a class at once; corrections may reopen finished enrollments."""
        school, dice = self.school, self.school.dice
        session = school.pick_one(ClassSession.objects.live())
        ids = list(session.attendances.values_list("enrollment__user_id", flat=True))
        marks: Any = {id: {"is_present": dice.random() < 0.8, "remarks": school.make_text()} for id in ids}
        rated = {school.metric.pk: {"rating": dice.choice(Rating.values), "comments": school.make_text()}}
        evaluations: Any = {id: Evaluation(metrics=rated) for id in ids if dice.random() < 0.3}
        entry = ClassEntry(marks, evaluations, school.make_text())
        version = build_version(read_recorded_content(session))
        record_class(session=session, entry=entry, version=version, by=school.world.maria)

    def unsign_flight(self) -> Any:
        signed = self.school.pick_one(FlightRecord.objects.filter(signed_at__isnull=False))
        unsign_debriefing(record_id=signed.pk, reason="Wrong day", by=self.school.world.maria)

    def delete_a_flight(self) -> Any:
        flown = self.school.pick_one(FlightRecord.objects.all())
        delete_flight(record_id=flown.pk, reason="Never flown", by=self.school.world.maria)
