"""An inspector enters with a link and a code, is out when the access is over, and cannot guess."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Notification
from inspections.models import InspectorSession
from inspections.opening import renew_secrets, revoke_access
from records.models import Event
from tests.inspections.conftest import Scene
from tests.inspections.visit import Visit

WRONG = b"do not open anything, or not any more"


def test_link_and_code_open_a_session_of_its_own(inside: Visit) -> None:
    cookie = inside.browser.cookies["inspection"]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/inspection/", True, "Lax")
    assert InspectorSession.objects.get().digest != cookie.value
    assert inside.get().status_code == 200


def test_the_code_may_be_typed_in_capitals_and_with_blanks_around(visit: Visit) -> None:
    assert visit.enter(f" {visit.opened.code.upper()} ").status_code == 302


def test_entering_is_an_event_by_the_inspector_and_a_message_to_the_managers(scene: Scene, inside: Visit) -> None:
    event = Event.objects.get(action="inspection.entered")
    assert (event.actor, event.actor_name, event.actor_kind) == (None, "Pat Inspector (CAA), inspector", "inspector")

    told = Notification.objects.get(url__contains="/inspectoraccess/")
    assert told.recipient == scene.world.maria
    assert told.subject == "Pat Inspector (CAA) has entered the records that are open for inspection"


@pytest.mark.parametrize("case", ["unknown", "malformed", "not yet", "over", "revoked", "wrong code", "another's link"])
def test_whatever_is_wrong_is_answered_alike(scene: Scene, visit: Visit, frozen_clock: Any, case: str) -> None:
    path, code = visit.opened.path, visit.opened.code
    if case == "unknown":
        path = path[:-10] + ("0" * 9) + "/"
    elif case == "malformed":
        path = "/inspection/enter/x/"
    elif case == "not yet":
        frozen_clock.move_to(visit.access.opens_at - timedelta(seconds=1))
    elif case == "over":
        frozen_clock.move_to(visit.access.closes_at)
    elif case == "revoked":
        revoke_access(access_id=visit.access.pk, by=scene.world.maria)
    elif case == "wrong code":
        code = "aaaa-bbbb-cccc"
    else:
        path = Visit(scene.world.maria, scene.secret).opened.path

    assert visit.browser.get(path).status_code == 200
    response = visit.browser.post(path, {"code": code})
    assert (response.status_code, WRONG in response.content) == (200, True)
    assert "inspection" not in visit.browser.cookies
    assert not InspectorSession.objects.exists()


def test_codes_cannot_be_guessed(visit: Visit, settings: Any) -> None:
    settings.GUESSES_PER_ACCOUNT = 3
    for _ in range(3):
        assert visit.enter("aaaa-bbbb-cccc").status_code == 200

    assert visit.enter().status_code == 429  # the right one, too
    assert Event.objects.filter(action="inspection.refused").count() == 3
    assert not InspectorSession.objects.exists()


def test_links_cannot_be_guessed_from_one_address(visit: Visit, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 3
    for number in range(3):
        visit.browser.post(f"/inspection/enter/{number}/", {"code": "aaaa-bbbb-cccc"})

    response = visit.enter()
    assert (response.status_code, response["Retry-After"]) == (429, "900")


def test_a_form_without_its_token_is_no_login(visit: Visit) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert visit.enter(browser=strict).status_code == 403
    assert not InspectorSession.objects.exists()


@pytest.mark.parametrize(
    ("school", "manager", "training", "end"),
    [
        ("alpine", "maria", "ppl", datetime(2026, 3, 20, 11, 0, tzinfo=UTC)),  # midnight in Auckland (UTC+13)
        ("baltic", "otto", "foreign", datetime(2026, 3, 21, 4, 0, tzinfo=UTC)),  # midnight in New York (UTC-4)
    ],
)
def test_an_access_ends_with_the_day_of_the_school(
    scene: Scene, frozen_clock: Any, school: str, manager: str, training: str, end: datetime
) -> None:
    visit = Visit(getattr(scene.world, manager), getattr(scene, training))
    frozen_clock.move_to(end - timedelta(minutes=1))
    assert visit.enter().status_code == 302

    frozen_clock.move_to(end - timedelta(microseconds=1))
    assert visit.get().status_code == 200
    frozen_clock.move_to(end)
    assert visit.get().status_code == 403
    assert WRONG in visit.enter().content


def test_an_access_that_is_ended_ends_at_once(scene: Scene, inside: Visit) -> None:
    revoke_access(access_id=inside.access.pk, by=scene.world.maria)

    for path in ("", f"trainings/{scene.ppl.pk}/", f"records/{scene.sam.pk}/", f"records/{scene.sam.pk}/record.zip"):
        assert inside.get(path).status_code == 403, path


def test_a_new_link_and_code_end_the_old_ones_and_their_sessions(scene: Scene, inside: Visit) -> None:
    renewed = renew_secrets(access_id=inside.access.pk, by=scene.world.maria)

    assert inside.get().status_code == 403
    assert WRONG in inside.enter().content
    assert inside.browser.post(renewed.path, {"code": renewed.code}).status_code == 302
    assert inside.get().status_code == 200


def test_a_session_that_nobody_uses_ends(inside: Visit, frozen_clock: Any) -> None:
    frozen_clock.shift(timedelta(minutes=119))
    assert inside.get().status_code == 200
    frozen_clock.shift(timedelta(minutes=119))
    assert inside.get().status_code == 200
    frozen_clock.shift(timedelta(minutes=121))
    assert inside.get().status_code == 403


def test_leaving_ends_the_session_and_is_recorded_once(inside: Visit) -> None:
    secret = inside.browser.cookies["inspection"].value
    assert b"You have left" in inside.browser.post("/inspection/leave/").content

    inside.browser.cookies["inspection"] = secret
    assert inside.get().status_code == 403
    inside.browser.post("/inspection/leave/")
    assert Event.objects.filter(action="inspection.left").count() == 1


def test_the_link_is_in_no_log(visit: Visit, caplog: Any) -> None:
    with caplog.at_level("INFO", logger="downwind.requests"):
        visit.enter()

    assert caplog.records
    assert visit.opened.path.split("/")[-2] not in caplog.text
