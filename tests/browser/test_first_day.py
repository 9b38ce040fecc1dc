"""The first day of a school: its manager imports people, who accept their invitations on their phones."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import serving
from tests.browser.conftest import MANAGER, PASSWORD, open_window
from tests.browser.manager import Manager
from tests.browser.newcomer import Newcomer, compute_next_code, group_invitations

GROUP = "Spring intake"
COLLEAGUE, STUDENT = "person1@first-day.example", "person2@first-day.example"
PEOPLE = 20
# An invitation is not repeated within a minute.
LET_TIME_PASS = """
from datetime import timedelta
from django.db.models import F
from accounts.models import User
User.objects.filter(invited_at__isnull=False).update(invited_at=F("invited_at") - timedelta(minutes=2))
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A training manager, a student who reads German, and other students."""
    path = tmp_path / "people.csv"
    rows = ["email;name;surname;role;language;pilot_group"]
    for number in range(1, PEOPLE + 1):
        role, language = ("Training Manager", "en") if number == 1 else ("Student", "de" if number == 2 else "")
        rows.append(f"person{number}@first-day.example;Person{number};Firstday;{role};{language};{GROUP}")
    path.write_text("\n".join(rows), encoding="utf-8-sig")
    return path


def test_imported_people_are_in_on_the_first_day(
    chromium: Browser, address: str, installation: serving.TestInstallation, people: Path
) -> None:
    installation.deliver_mails()  # those of other tests
    with open_window(chromium, address, "desktop", "first-day-manager") as desk:
        mona = Manager(desk)
        mona.enters(MANAGER, PASSWORD)
        mona.imports_people(people, PEOPLE, are_invited=True, new_group=GROUP)
        mona.finds_members(GROUP, PEOPLE)
        links = group_invitations(installation.deliver_mails())
        assert len(links) == PEOPLE

        with open_window(chromium, address, "phone", "first-day-colleague") as phone:
            newcomer, colleague = Newcomer(phone, "en"), Manager(phone)
            newcomer.accepts(links[COLLEAGUE], COLLEAGUE, PASSWORD)
            phone.get_by_role("link", name="Log in").click()
            colleague.enters(COLLEAGUE, PASSWORD)
            app = newcomer.sets_up_app(PASSWORD)
            colleague.leaves()
            colleague.enters(COLLEAGUE, PASSWORD, compute_next_code(app))

        with open_window(chromium, address, "phone", "first-day-student") as phone:
            Newcomer(phone, "de").accepts(links[STUDENT], STUDENT, PASSWORD)
            login = phone.request.post("/users/login.json", form={"email": STUDENT, "password": PASSWORD})
            assert login.json()["response"]["result"] is True

        mona.finds_invitation(COLLEAGUE, "accepted")
        mona.finds_invitation("person3@first-day.example", "sent on")
        installation.manage("shell", "--no-imports", "-c", LET_TIME_PASS)
        mona.invites_again(PEOPLE - 2)
        again = group_invitations(installation.deliver_mails())
        assert set(again) == set(links) - {COLLEAGUE, STUDENT}
        assert not set(again.values()) & set(links.values())
