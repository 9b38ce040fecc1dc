"""Nothing that a school does through the server causes a finding. LEGAL_ACTS=10000 for the full number."""

import os

from time_machine import Traveller

from records.verification.findings import Report
from records.verification.run import verify_company
from tests.records.working_school import WorkingSchool
from tests.world import World

ACTS = int(os.environ.get("LEGAL_ACTS", "250"))
EVERY = max(50, ACTS // 10)


def test_no_legal_act_is_reported(world: World, frozen_clock: Traveller) -> None:
    school = WorkingSchool(world, seed=1)
    for number in range(1, ACTS + 1):
        school.act()
        frozen_clock.shift(60)
        if number % EVERY == 0:
            report: Report = verify_company(world.alpine)
            assert (report.findings, report.unrecorded, report.unverifiable) == ([], 0, 0), school.done
    assert len(school.done) >= 15, school.done
