"""`/admin/messages/`: a manager's own messages, and how many are unread, on every page."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification, User
from office.inbox.links import find_admin_page
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, list_registered
from tests.world import World
from trainings.enrollments.expiring import notify_of_expiry

INBOX = "/admin/messages/"
NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def create_message(recipient: User, subject: str = "Hello", **fields: Any) -> Notification:
    return Notification.objects.create(company=recipient.company, recipient=recipient, subject=subject, **fields)


def create_messages(recipient: User, count: int, **fields: Any) -> None:
    rows = [
        Notification(company=recipient.company, recipient=recipient, subject=f"Hello {n}", **fields)
        for n in range(count)
    ]
    Notification.objects.bulk_create(rows)


def read_text(response: Any) -> str:
    return str(response.content.decode())


def list_subjects(response: Any) -> list[str]:
    texts = re.findall(r'<span class="subject">(.*?)</span>\s*<span class="sender">', read_text(response), re.DOTALL)
    return [re.sub(r"<.*?>", "", text) for text in texts]


# --- the list


def test_the_newest_message_comes_first_and_unread_ones_say_so(
    browser: Browser, world: World, frozen_clock: Any
) -> None:
    create_message(world.maria, "first", read_at=timezone.now())
    frozen_clock.shift(60)
    create_message(world.maria, "second", sender=world.ines)

    page = browser.get(INBOX)
    assert list_subjects(page) == ["Unread: second", "first"]
    assert "Ines Instructor" in read_text(page)


def test_times_are_the_schools(browser: Browser, world: World) -> None:
    create_message(world.maria)

    assert "18 Mar 2026, 23:00" in read_text(browser.get(INBOX))


def test_a_message_is_its_recipients_alone(browser: Browser, world: World) -> None:
    for person in (world.charles, world.sam, world.otto):
        message = create_message(person, f"For {person.name}")
        assert browser.get(f"{INBOX}{message.pk}/").status_code == 404
        message.refresh_from_db()
        assert message.read_at is None

    assert list_subjects(browser.get(INBOX)) == []
    assert "No messages yet." in read_text(browser.get(INBOX))
    assert browser.get(f"{INBOX}{NOBODY}/").status_code == 404


def test_thirty_stand_on_a_page(browser: Browser, world: World) -> None:
    create_messages(world.maria, 31)

    assert [len(list_subjects(browser.get(INBOX, {"page": page}))) for page in ("1", "2", "3", "0", "x", "")] == [
        30, 1, 1, 1, 30, 30,
    ]  # fmt: skip
    assert 'rel="next" href="?page=2"' in read_text(browser.get(INBOX))


@pytest.mark.parametrize("page", ["\x00", "-1", "9" * 400, "1e9", "٣"])
def test_no_page_number_breaks_the_list(browser: Browser, world: World, page: str) -> None:
    create_message(world.maria)

    assert browser.get(INBOX, {"page": page}).status_code == 200


def test_thirty_messages_cost_what_one_costs(browser: Browser, world: World, queries_of: Any) -> None:
    """Session, person, unread messages, how many there are, the messages with their senders."""
    create_message(world.maria, sender=world.ines)
    one = queries_of(lambda: browser.get(INBOX))
    for sender in (world.tom, world.charles) * 14:
        create_message(world.maria, sender=sender)
    thirty = queries_of(lambda: browser.get(INBOX))

    assert (len(one), len(thirty)) == (5, 5), thirty


@pytest.mark.parametrize("who", ["charles", "sam"])
def test_nobody_but_a_manager_has_an_inbox_here(world: World, who: str) -> None:
    browser = open_browser(getattr(world, who))
    message = create_message(getattr(world, who))

    for response in (browser.get(INBOX), browser.get(f"{INBOX}{message.pk}/"), browser.post(f"{INBOX}read/")):
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")
    message.refresh_from_db()
    assert message.read_at is None


# --- one message


def test_opening_a_message_shows_it_and_marks_it_as_read(browser: Browser, world: World) -> None:
    message = create_message(world.maria, "Hello", body="One line\nand another", sender=world.ines)

    page = read_text(browser.get(f"{INBOX}{message.pk}/"))

    assert "One line<br>and another" in page
    message.refresh_from_db()
    assert message.read_at == timezone.now()
    assert list_subjects(browser.get(INBOX)) == ["Hello"]


def test_opening_it_again_keeps_the_first_moment(browser: Browser, world: World, frozen_clock: Any) -> None:
    message = create_message(world.maria)
    browser.get(f"{INBOX}{message.pk}/")
    first = timezone.now()
    frozen_clock.shift(60)
    browser.get(f"{INBOX}{message.pk}/")

    message.refresh_from_db()
    assert message.read_at == first


def test_a_message_cannot_write_into_the_page(browser: Browser, world: World) -> None:
    message = create_message(world.maria, "<b>x</b>", body="<script>alert(1)</script>", url="javascript:alert(1)")

    for address in (INBOX, f"{INBOX}{message.pk}/"):
        page = read_text(browser.get(address))
        assert "<b>x</b>" not in page
        assert "alert(1)</script>" not in page
        assert "javascript:alert" not in page


def test_what_a_message_is_about_is_one_click_away(browser: Browser, world: World) -> None:
    enrollment = make.EnrollmentFactory(training__company=world.alpine, user=world.sam)
    message = create_message(world.maria, url=f"/trainings/trainings/view/{enrollment.pk}.json")

    address = f"/admin/trainings/enrollment/{enrollment.pk}/change/"
    assert f'href="{address}"' in read_text(browser.get(f"{INBOX}{message.pk}/"))
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (f"/trainings/onsite/class/{NOBODY}.json", f"/admin/onsite/classsession/{NOBODY}/change/"),
        (f"/trainings/exams/view/{NOBODY}.json", f"/admin/exams/attempt/{NOBODY}/change/"),
        (f"/trainings/trainings/view/{NOBODY}.json", f"/admin/trainings/enrollment/{NOBODY}/change/"),
        ("/manager/trainings/students/list.json", "/admin/trainings/enrollment/?state=finished"),
        ("/trainings.json", None), ("", None), ("https://evil.example/", None), ("javascript:alert(1)", None),
        (f"/trainings/exams/view/{NOBODY}.json.evil", None),
        (f"//evil.example/trainings/exams/view/{NOBODY}.json", None),
    ],
)  # fmt: skip
def test_paths_of_the_api_lead_to_pages_of_the_admin_and_others_nowhere(path: str, address: str | None) -> None:
    link = find_admin_page(path)

    assert (link.address if link else None) == address


# --- read all


def test_all_can_be_marked_as_read_at_once(browser: Browser, world: World) -> None:
    create_messages(world.maria, 3)
    theirs = create_message(world.otto)

    page = browser.post(f"{INBOX}read/", follow=True)

    assert "3 messages are marked as read." in read_text(page)
    assert not Notification.objects.filter(recipient=world.maria, read_at__isnull=True).exists()
    theirs.refresh_from_db()
    assert theirs.read_at is None
    assert "There was no unread message." in read_text(browser.post(f"{INBOX}read/", follow=True))


def test_nothing_is_marked_by_a_link_or_a_forged_form(browser: Browser, world: World) -> None:
    create_message(world.maria)
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(world.maria)

    assert browser.get(f"{INBOX}read/").status_code == 405
    assert strict.post(f"{INBOX}read/").status_code == 403
    assert Notification.objects.filter(recipient=world.maria, read_at__isnull=True).exists()


# --- how many are unread


def test_every_page_says_how_many_are_unread(browser: Browser, world: World) -> None:
    create_messages(world.maria, 2)
    create_message(world.maria, read_at=timezone.now())
    create_message(world.otto)

    for address in [
        "/admin/",
        INBOX,
        "/admin/password_change/",
        *(build_address(model) for model, _ in list_registered()),
    ]:
        assert 'aria-label="2 unread messages"' in read_text(browser.get(address)), address


def test_the_menu_and_the_front_page_say_so_too(browser: Browser, world: World) -> None:
    create_message(world.maria)

    page = browser.get("/admin/")
    item = page.context["sidebar_navigation"][0]["items"][1]
    assert (item["title"], item["badge"]) == ("Messages", "1")
    assert "You have 1 unread message<" in read_text(page)


def test_who_has_read_everything_sees_no_number(browser: Browser, world: World) -> None:
    page = browser.get("/admin/")

    assert "badge" not in page.context["sidebar_navigation"][0]["items"][1]
    assert "unread message" not in read_text(page)


@pytest.mark.parametrize(("count", "shown"), [(99, "99"), (100, "99+"), (250, "99+")])
def test_the_number_ends_at_ninety_nine(browser: Browser, world: World, count: int, shown: str) -> None:
    create_messages(world.maria, count)

    assert f'aria-label="{shown} unread messages"' in read_text(browser.get("/admin/"))


def test_counting_takes_one_query_for_each_page(browser: Browser, world: World, queries_of: Any) -> None:
    create_messages(world.maria, 2)

    queries = queries_of(lambda: browser.get("/admin/"))
    assert len([query for query in queries if "accounts_notification" in query]) == 1


def test_the_login_page_has_no_number(world: World) -> None:
    assert "unread" not in read_text(Browser().get("/admin/login/"))


def test_what_expires_reaches_the_managers_eyes(browser: Browser, world: World) -> None:
    make.EnrollmentFactory(
        training__company=world.alpine,
        user=world.sam,
        finished_at=timezone.now() - timedelta(days=400),
        valid_until_on=date(2026, 3, 1),
    )
    notify_of_expiry(timezone.now())

    assert "You have 1 unread message<" in read_text(browser.get("/admin/"))
    message = Notification.objects.get(recipient=world.maria)
    page = read_text(browser.get(f"{INBOX}{message.pk}/"))
    assert "Sam Student" in page
    link = re.search(r'href="(/admin/trainings/enrollment/[^"]*state=[^"]*)"', page)
    assert link
    assert "Sam Student" in read_text(browser.get(link[1]))
