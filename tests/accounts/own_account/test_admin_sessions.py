"""Sessions of the admin are kept with their user, client and last use (accounts/sign_in/admin_sessions.py)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.utils import timezone

from accounts.models import AdminSession, Login
from accounts.sign_in.admin_sessions import SessionStore
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.world import World


def get_session(browser: Browser) -> AdminSession:
    return AdminSession.objects.get(session_key=browser.cookies["sessionid"].value)


def test_a_login_leaves_a_session_and_an_entry_in_the_list(people: World) -> None:
    browser = Browser(HTTP_USER_AGENT="curl/8.5", REMOTE_ADDR="192.0.2.7")
    browser.enter(people.maria)

    session = get_session(browser)
    assert (session.user, session.user_agent, session.ip_address) == (people.maria, "curl/8.5", "192.0.2.7")
    login = Login.objects.get()
    assert (login.user, login.user_agent, login.ip_address) == (people.maria, "curl/8.5", "192.0.2.7")


def test_a_failed_login_leaves_neither(people: World) -> None:
    Browser().enter(people.maria, "wrong")

    assert not Login.objects.exists()
    assert not AdminSession.objects.exists()


def test_a_session_keeps_its_id_and_its_client_when_it_is_stored_again(people: World) -> None:
    browser = Browser(HTTP_USER_AGENT="curl/8.5")
    browser.enter(people.maria)
    before = get_session(browser)
    store = SessionStore(before.session_key)
    store["note"] = "x"
    store.save()

    after = get_session(browser)
    assert (after.id, after.user, after.user_agent) == (before.id, people.maria, "curl/8.5")
    assert after.session_data != before.session_data


def test_a_new_password_gives_the_session_another_id_and_keeps_its_client(people: World) -> None:
    browser = Browser(HTTP_USER_AGENT="curl/8.5")
    browser.enter(people.maria)
    before = get_session(browser)
    new = "cumulus-humilis-7"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    assert browser.post("/admin/password_change/", fields).status_code == 302

    session = AdminSession.objects.get()
    assert session.id != before.id
    assert (session.user, session.user_agent) == (people.maria, "curl/8.5")


def test_the_last_use_is_stored_at_most_once_a_minute(people: World, frozen_clock: Any, queries_of: Any) -> None:
    browser = open_browser(people.maria)

    def count_writes() -> int:
        return sum(sql.startswith("UPDATE") for sql in queries_of(lambda: browser.get("/admin/password_change/")))

    assert count_writes() == 0
    frozen_clock.shift(timedelta(minutes=1, seconds=1))
    assert count_writes() == 1
    assert get_session(browser).last_used_at == timezone.now()
    frozen_clock.shift(timedelta(seconds=59))
    assert count_writes() == 0


def test_using_a_session_does_not_prolong_it(people: World, frozen_clock: Any) -> None:
    browser = open_browser(people.maria)
    frozen_clock.shift(timedelta(hours=11, minutes=59))
    assert browser.get("/admin/").status_code == 200
    frozen_clock.shift(timedelta(minutes=2))

    assert browser.get("/admin/").status_code == 302


def test_a_request_under_way_does_not_open_a_closed_session_again(people: World) -> None:
    browser = open_browser(people.maria)
    store = SessionStore(get_session(browser).session_key)
    store["note"] = "x"
    AdminSession.objects.update(expire_date=timezone.now())

    with pytest.raises(UpdateError):
        store.save()
    assert browser.get("/admin/").status_code == 302


def test_logging_out_deletes_the_session(people: World) -> None:
    browser = open_browser(people.maria)

    browser.post("/admin/logout/")

    assert not AdminSession.objects.exists()


def test_somebody_who_is_not_logged_in_leaves_no_session(world: World) -> None:
    Browser().get("/admin/login/")

    assert not AdminSession.objects.exists()
