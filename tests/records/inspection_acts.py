"""Inspections in a working school: opened, looked around in, ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from inspections.looking import Filters, look_at_list, look_at_record
from inspections.models import InspectorAccess
from inspections.opening import AccessInput, open_access, renew_secrets, revoke_access
from inspections.querysets import list_enrollments, list_trainings

if TYPE_CHECKING:
    from tests.records.working_school import WorkingSchool


class InspectionActs:
    def __init__(self, school: "WorkingSchool") -> None:
        self.school = school

    def list_acts(self) -> list[Callable[[], Any]]:
        return [self.open_records, self.open_records, self.look, self.end_or_renew]

    def open_records(self) -> None:
        maria, dice = self.school.world.maria, self.school.dice
        today = maria.company.local_date(timezone.now())
        trainings = dice.sample([self.school.online, self.school.in_class, self.school.flying], dice.randint(1, 2))
        days = (today - timedelta(days=dice.randint(0, 900)), today, today, today + timedelta(days=dice.randint(1, 59)))
        data = AccessInput("Pat Inspector", "CAA", "pat@caa.example", [row.pk for row in trainings], *days)
        open_access(data=data, by=maria)

    def look(self) -> None:
        access = self.school.pick_one(InspectorAccess.objects.all())
        look_at_list(access, self.school.pick_one(list_trainings(access)), Filters())
        look_at_record(access, self.school.pick_one(list_enrollments(access)).pk)

    def end_or_renew(self) -> None:
        act = self.school.dice.choice([revoke_access, renew_secrets])
        act(access_id=self.school.pick_one(InspectorAccess.objects.all()).pk, by=self.school.world.maria)
