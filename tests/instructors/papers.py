"""Qualifications of the people of the world, entered by Maria through the service."""

from datetime import date, timedelta
from typing import Any

from accounts.models import Company, User
from instructors.models import Qualification
from instructors.services import QualificationInput, add_qualification
from tests.world import World

TODAY = date(2026, 3, 18)  # at both schools while the clock is frozen: 23:00 in Auckland, 6:00 in New York


def add_paper(world: World, person: User, until: date | None, **fields: Any) -> Qualification:
    """A medical of class 1, unless the fields say otherwise."""
    values: dict[str, Any] = {"kind": "MEDICAL", "name": "Medical class 1", **fields}
    manager = world.maria if person.company_id == world.alpine.pk else world.otto
    paper = QualificationInput(valid_until_on=until, **values)
    return add_qualification(user_id=person.pk, paper=paper, by=manager)


def days_from_today(days: int) -> date:
    return TODAY + timedelta(days=days)


def refuse_expired(company: Company) -> None:
    company.refuses_expired_signers = True
    company.save()
