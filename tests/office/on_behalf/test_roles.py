"""Who gets to the pages, and who may do the acts: managers of the school alone."""

from accounts.roles import MANAGERS_UP_TO, Role
from onsite.models import Attendance, ClassSession
from records.models import Event
from tests import factories as make
from tests.office.browser import open_browser
from tests.office.population import build_address
from tests.onsite.conftest import GroundSchool

LOGINS = ("login.failed", "user.logged_in", "login.succeeded")


def test_no_page_of_a_class_is_another_schools_or_below_a_manager(school: GroundSchool) -> None:
    """Each page and act, for each role of both schools: a 404 is what an unknown class gets, 302 leads to the login."""
    alpine, baltic = school.world.alpine, school.world.baltic
    flight = make.FlightRecordFactory(
        enrollment=school.sams, template=make.FlightTemplateFactory(training=school.training)
    )
    pages = [build_address(ClassSession, page, school.session.pk) for page in ("record", "sign", "unsign")]
    pages += [f"/admin/missions/flightrecord/{flight.pk}/{page}/" for page in ("correct", "unsign", "remove")]
    add = f"/admin/missions/flightrecord/add/?enrollment={school.sams.pk}&mission={flight.template_id}"
    events, rows = Event.objects.count(), list(Attendance.objects.order_by("pk").values())

    for group in Role:
        for company in (alpine, baltic):
            person = make.UserFactory(company=company, group=group)
            browser = open_browser(person)
            is_manager = group <= MANAGERS_UP_TO
            expected = (200 if company == alpine else 404) if is_manager else 302
            for page in pages:
                sent = {"asked": "1", "reason": "", "password": "wrong", "version": "x"}
                answers = [browser.get(page).status_code, browser.post(page, sent).status_code]
                assert answers == [expected, expected], (group, company, page)
            step = browser.get(add)
            if is_manager and company == baltic:
                assert "enrollment" in step.context["form"].errors  # no flight of another school's student
            else:
                assert step.status_code == expected
    assert Event.objects.exclude(action__in=LOGINS).count() == events
    assert list(Attendance.objects.order_by("pk").values()) == rows
