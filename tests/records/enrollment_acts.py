"""What the managers of the working school do to enrollments, one random act at a time."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from core import clock
from tests import factories as make
from trainings.credits.giving import CreditInput, give_credits
from trainings.credits.items import list_items
from trainings.credits.revoking import revoke_credit
from trainings.enrollment_acts.deadline_extension import Extension, extend_deadlines
from trainings.enrollment_acts.pausing import pause_enrollments, resume_enrollments
from trainings.enrollment_acts.reopening_by_hand import reopen_by_hand
from trainings.enrollment_acts.supervising import transfer_enrollments
from trainings.enrollment_acts.withdrawing import undo_withdrawal, withdraw_enrollments
from trainings.models import Credit, Enrollment

if TYPE_CHECKING:
    from tests.records.working_school import WorkingSchool

# Most are rare, because students who are withdrawn or paused do nothing else.
RARE = 0.3


class EnrollmentActs:
    """The acts; each returns False if it did nothing."""

    def __init__(self, school: "WorkingSchool") -> None:
        self.school = school
        self.maria = school.world.maria

    def list_acts(self) -> list[Any]:
        return [
            self.withdraw, self.undo, self.undo, self.pause, self.resume, self.resume, self.extend, self.transfer,
            self.reopen, self.credit, self.credit, self.revoke_credit,
        ]  # fmt: skip

    def pick(self, **filters: Any) -> Any:
        return self.school.pick_one(Enrollment.objects.filter(**filters))

    def is_skipped(self) -> bool:
        return self.school.dice.random() > RARE

    def withdraw(self) -> Any:
        if self.is_skipped():
            return False
        ids = [self.pick(finished_at=None).pk for _ in range(2)]
        return bool(withdraw_enrollments(enrollment_ids=ids, reason="Left — «ß»", by=self.maria).concerned)

    def undo(self) -> Any:
        undo_withdrawal(enrollment_id=self.pick(withdrawn_at__isnull=False).pk, reason="Back", by=self.maria)

    def pause(self) -> Any:
        if self.is_skipped():
            return False
        ids = [self.pick(finished_at=None).pk]
        return bool(pause_enrollments(enrollment_ids=ids, reason="Ill", by=self.maria).concerned)

    def resume(self) -> Any:
        ids = [self.pick(paused_at__isnull=False).pk]
        return bool(resume_enrollments(enrollment_ids=ids, by=self.maria).concerned)

    def extend(self) -> Any:
        until = (timezone.now() + timedelta(days=self.school.dice.randrange(1, 300))).date()
        ids = list(Enrollment.objects.values_list("pk", flat=True))
        return bool(
            extend_deadlines(enrollment_ids=ids, extension=Extension(until=until), reason="", by=self.maria).concerned
        )

    def transfer(self) -> Any:
        supervisor = self.school.dice.choice([self.school.world.ines, self.school.world.tom])
        ids = [self.pick(finished_at=None).pk]
        chosen = transfer_enrollments(enrollment_ids=ids, supervisor_id=supervisor.pk, by=self.maria)
        return bool(chosen.concerned)

    def reopen(self) -> Any:
        reopen_by_hand(enrollment_id=self.pick(finished_at__isnull=False).pk, reason="A mistake", by=self.maria)

    def credit(self) -> Any:
        enrollment = self.school.pick_one(Enrollment.objects.filter(finished_at=None).select_related("training"))
        items = [item for item in list_items(enrollment, clock.now()) if not item.is_credited]
        if not items:
            return False
        chosen = self.school.dice.sample(items, self.school.dice.randrange(1, len(items) + 1))
        document = ContentFile(b"%PDF-1.7", "licence.pdf") if self.school.dice.random() < 0.3 else None
        given = CreditInput([item.id for item in chosen], "PPL of another school", document)
        give_credits(enrollment_id=enrollment.pk, credit=given, password=make.PASSWORD, by=self.maria)
        return None

    def revoke_credit(self) -> Any:
        revoke_credit(credit_id=self.school.pick_one(Credit.objects.live()).pk, reason="Forged", by=self.maria)
