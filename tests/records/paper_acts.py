"""Random acts about qualifications of instructors, for the working school."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from core import clock
from instructors.models import Qualification
from instructors.services import QualificationInput, add_qualification, edit_qualification, remove_qualification

if TYPE_CHECKING:
    from tests.records.working_school import WorkingSchool


class PaperActs:
    """Maria keeps the papers of Ines and Tom."""

    def __init__(self, school: "WorkingSchool") -> None:
        self.school = school
        self.maria = school.world.maria

    def list_acts(self) -> list[Callable[[], Any]]:
        return [self.add_paper, self.edit_paper, self.remove_paper]

    def build_paper(self) -> QualificationInput:
        dice, today = self.school.dice, self.school.world.alpine.local_date(clock.now())
        return QualificationInput(
            kind=dice.choice(Qualification.Kind.values),
            name=dice.choice(["FI(A)", "Medical class 1", "Klasse «ß»"]),
            number=self.school.make_text().strip(),
            valid_until_on=dice.choice([None, today + timedelta(days=dice.randrange(-5, 90))]),
        )

    def add_paper(self) -> Any:
        document = self.school.dice.choice([None, ContentFile(b"%PDF-1.7 paper", "paper.pdf")])
        person = self.school.dice.choice([self.school.world.ines, self.school.world.tom])
        add_qualification(user_id=person.pk, paper=self.build_paper(), document=document, by=self.maria)

    def edit_paper(self) -> Any:
        row = self.school.pick_one(Qualification.objects.live())
        edit_qualification(qualification_id=row.pk, paper=self.build_paper(), by=self.maria)

    def remove_paper(self) -> Any:
        row = self.school.pick_one(Qualification.objects.live())
        remove_qualification(qualification_id=row.pk, reason="Entered twice", by=self.maria)
