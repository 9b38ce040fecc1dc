"""Qualifications of the academy's instructors, one in every state."""

from datetime import date, timedelta
from typing import NamedTuple

from accounts.models import User
from demo.scenarios.scenario import SchoolScenario
from instructors.models import Qualification
from instructors.services import QualificationInput, add_qualification, remove_qualification

RATING, MEDICAL = Qualification.Kind.RATING, Qualification.Kind.MEDICAL


class Paper(NamedTuple):
    """Of whom, what, its number, and in how many days its last valid day is (None: valid without an end)."""

    login: str
    kind: Qualification.Kind
    name: str
    number: str
    days_left: int | None
    issued_days_ago: int


PAPERS = [
    Paper("instructor", RATING, "FI(A)", "AT.FCL.20417", 410, 685),
    Paper("instructor", MEDICAL, "Medical class 1", "AT-M-3391", -40, 405),
    Paper("instructor", MEDICAL, "Medical class 1", "AT-M-4102", 320, 45),
    Paper("instructor", Qualification.Kind.LANGUAGE, "English, level 6", "", None, 1_500),
    Paper("chief", RATING, "FI(A)", "AT.FCL.10082", 45, 1_050),
    Paper("chief", MEDICAL, "Medical class 1", "AT-M-2870", 5, 360),
    Paper("chief", Qualification.Kind.CERTIFICATE, "Examiner certificate FE(A)", "AT.EX.0311", 700, 395),
    Paper("thomas.egger", RATING, "IRI(A)", "AT.FCL.18250", 25, 1_070),
    Paper("thomas.egger", MEDICAL, "Medical class 1", "AT-M-3015", -3, 368),
    Paper("petra.lang", Qualification.Kind.PERMISSION, "Ground instruction, subjects 010 to 090", "", None, 800),
]


def add_papers(academy: SchoolScenario) -> None:
    """Entered today by the manager, who also takes one back that was entered twice."""
    manager = academy.people["manager"]
    today = academy.company.local_date(academy.now)
    for paper in PAPERS:
        add_paper(academy.people[paper.login], paper, today, manager)
    twice = add_paper(academy.people["petra.lang"], PAPERS[-1], today, manager)
    remove_qualification(qualification_id=twice.pk, reason="Entered twice", by=manager)


def add_paper(person: User, paper: Paper, today: date, manager: User) -> Qualification:
    until = None if paper.days_left is None else today + timedelta(days=paper.days_left)
    return add_qualification(
        user_id=person.pk,
        paper=QualificationInput(
            kind=paper.kind,
            name=paper.name,
            number=paper.number,
            issued_on=today - timedelta(days=paper.issued_days_ago),
            valid_until_on=until,
        ),
        by=manager,
    )
