"""An inspector sees the named trainings and nothing else, only reads, and every look is on record."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from accounts.roles import Role
from inspections.looking import list_looks
from inspections.sampling import draw_sample
from records.canonical import sha256
from records.models import Event
from records.services import EventDraft, record_events
from tests import factories as make
from tests.inspections.conftest import Scene, enroll
from tests.inspections.visit import Visit
from tests.pdf_reading import read_pages
from tests.world import Client, World, create_client
from trainings.models import Enrollment

NOBODY = "01900000-0000-7000-8000-000000000000"


def strip_token(response: Any) -> str:
    """The page without the token of its form, which is masked anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def list_actions() -> list[str]:
    rows = Event.objects.filter(actor_kind="inspector").order_by("at", "seq")
    return [action for action in rows.values_list("action", flat=True) if action != "inspection.entered"]


def test_the_way_from_the_trainings_to_a_record(scene: Scene, inside: Visit) -> None:
    trainings = inside.get().content.decode()
    assert ("PPL(A)" in trainings, "Secret training" in trainings) == (True, False)

    assert f"/inspection/records/{scene.sam.pk}/" in inside.get(f"trainings/{scene.ppl.pk}/").content.decode()
    record = inside.get(f"records/{scene.sam.pk}/").content.decode()
    assert "Maria Manager enrolled Sam Student in PPL(A)" in record or "enrolled" in record
    assert sorted(list_actions()) == ["inspection.list_viewed", "inspection.record_viewed"]


def test_what_is_not_open_is_the_404_of_what_does_not_exist(scene: Scene, inside: Visit) -> None:
    hidden = [f"trainings/{row.pk}/" for row in (scene.secret, scene.foreign)]
    hidden += [f"trainings/{row.pk}/sample/" for row in (scene.secret, scene.foreign)]
    for row in (scene.sams_other, scene.olga):
        hidden += [f"records/{row.pk}/", f"records/{row.pk}/record.pdf", f"records/{row.pk}/record.zip"]

    nothing = inside.get(f"records/{NOBODY}/")
    assert nothing.status_code == 404
    for path in [*hidden, f"records/{scene.sam.pk}/record.json", "x/y"]:
        response = inside.get(path)
        assert (response.status_code, strip_token(response)) == (404, strip_token(nothing)), path
    assert list_actions() == []


@pytest.mark.parametrize("path", ["", "trainings/{training}/", "records/{record}/", "records/{record}/record.zip", "x"])
def test_nobody_who_has_not_entered_sees_anything(scene: Scene, visit: Visit, path: str) -> None:
    """Whatever the role: these pages know no users."""
    address = "/inspection/" + path.format(training=scene.ppl.pk, record=scene.sam.pk)
    browsers: list[Any] = [visit.browser, *(create_client(person) for person in list_people(scene.world))]
    manager = make_browser(scene.world.maria)
    for browser in [*browsers, manager]:
        response = browser.get(address)
        assert response.status_code == 403
        assert b"Sam" not in response.content
    assert list_actions() == []


def list_people(world: World) -> list[Any]:
    return [world.maria, world.charles, world.ines, world.sam, world.otto]


def make_browser(user: Any) -> Any:
    from tests.office.browser import open_browser

    return open_browser(user)


def test_the_session_opens_neither_the_api_nor_the_admin_nor_the_app(scene: Scene, inside: Visit) -> None:
    secret = inside.browser.cookies["inspection"].value

    assert inside.browser.get("/admin/").status_code == 302
    for client in (inside.browser, Client(secret)):
        for path in ("/users/view.json", "/trainings.json", f"/manager/trainings/students/record/{scene.sam.pk}.zip"):
            assert client.get(path).status_code == 401, path


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_sent(scene: Scene, inside: Visit, method: str) -> None:
    for path in ("", f"trainings/{scene.ppl.pk}/", f"records/{scene.sam.pk}/", f"records/{scene.sam.pk}/record.zip"):
        assert getattr(inside.browser, method)(f"/inspection/{path}").status_code == 405, path


def test_the_pages_load_nothing_from_elsewhere_and_are_kept_nowhere(scene: Scene, inside: Visit) -> None:
    response = inside.get(f"records/{scene.sam.pk}/")

    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")
    assert not re.findall(r"<script|https?://|style=", response.content.decode())


# --- the period


def add_enrollment(scene: Scene, user: Any, **columns: Any) -> Enrollment:
    row = make.EnrollmentFactory(training=scene.ppl, user=user, **columns)
    record_events(EventDraft("record.baselined", row), company_id=row.company_id, by=None)
    return row


@pytest.mark.parametrize(
    ("begun", "finished", "is_seen"),
    [
        ("2023-05-01", "2023-12-30", False),
        ("2023-05-01", "2024-01-01", True),
        ("2023-05-01", None, True),
        ("2025-06-30", None, True),
        ("2025-07-02", None, False),
    ],
)
def test_seen_is_who_was_in_training_in_the_period(
    scene: Scene, begun: str, finished: str | None, is_seen: bool
) -> None:
    visit = Visit(scene.world.maria, scene.ppl, records_from=date(2024, 1, 1), records_until=date(2025, 7, 1))
    row = add_enrollment(
        scene,
        scene.world.sue,
        created_at=datetime.fromisoformat(begun).replace(tzinfo=UTC),
        finished_at=finished and datetime.fromisoformat(finished).replace(tzinfo=UTC),
    )
    visit.enter()

    assert visit.get(f"records/{row.pk}/").status_code == (200 if is_seen else 404)


def test_the_period_ends_with_the_day_of_the_school(scene: Scene) -> None:
    """1 July in Auckland ends at noon in UTC."""
    visit = Visit(scene.world.maria, scene.ppl, records_until=date(2025, 7, 1))
    visit.enter()
    noon = datetime(2025, 7, 1, 12, tzinfo=UTC)
    in_time = add_enrollment(scene, scene.world.sue, created_at=noon - timedelta(microseconds=1))
    too_late = add_enrollment(scene, scene.world.tom, created_at=noon)

    assert visit.get(f"records/{in_time.pk}/").status_code == 200
    assert visit.get(f"records/{too_late.pk}/").status_code == 404


# --- looks


def test_a_look_within_a_minute_is_the_same_look(scene: Scene, inside: Visit, frozen_clock: Any) -> None:
    for _ in range(3):
        inside.get(f"records/{scene.sam.pk}/")
    assert list_actions() == ["inspection.record_viewed"]

    frozen_clock.shift(timedelta(seconds=61))
    inside.get(f"records/{scene.sam.pk}/")
    assert list_actions() == ["inspection.record_viewed"] * 2


def test_the_look_of_another_inspector_is_another_look(scene: Scene, inside: Visit) -> None:
    other = Visit(scene.world.maria, scene.ppl, inspector_name="Kim Colleague")
    other.enter()
    for visit in (inside, other):
        visit.get(f"records/{scene.sam.pk}/")

    assert list_actions() == ["inspection.record_viewed"] * 2


def test_every_download_is_a_look_with_the_digest_of_its_manifest(scene: Scene, inside: Visit) -> None:
    archive = inside.get(f"records/{scene.sam.pk}/record.zip")
    assert archive["Content-Disposition"] == f'attachment; filename="record-{scene.sam.pk}.zip"'
    files = zipfile.ZipFile(io.BytesIO(archive.content))
    inside.get(f"records/{scene.sam.pk}/record.zip")

    first, _second = Event.objects.filter(action="inspection.record_downloaded").order_by("seq")
    facts = json.loads(first.payload)
    assert facts["digest"] == sha256(files.read("manifest.json").decode())
    assert (facts["format"], facts["access"], first.object_id) == ("zip", str(inside.access.pk), str(scene.sam.pk))


def test_copies_name_their_reader(scene: Scene, inside: Visit) -> None:
    watermark = f"Copy for Pat Inspector, CAA, 18 Mar 2026, access {inside.access.reference}"

    for page in read_pages(inside.get(f"records/{scene.sam.pk}/record.pdf").content):
        assert watermark in " ".join(page.split())
    files = zipfile.ZipFile(io.BytesIO(inside.get(f"records/{scene.sam.pk}/record.zip").content))
    assert json.loads(files.read("manifest.json"))["copy"] == watermark


def test_the_record_says_who_looked_at_it(scene: Scene, inside: Visit, frozen_clock: Any) -> None:
    inside.get(f"records/{scene.sam.pk}/")
    frozen_clock.shift(timedelta(minutes=2))

    shown = inside.get(f"records/{scene.sam.pk}/").content.decode()
    assert "Pat Inspector (CAA), inspector looked at the student record of Sam Student in PPL(A)." in shown


def test_searches_and_states_narrow_the_list_and_are_on_record(scene: Scene, inside: Visit) -> None:
    enroll(scene.ppl, scene.world.sue, scene.world.maria)
    inside.get(f"trainings/{scene.ppl.pk}/")

    found = inside.get(f"trainings/{scene.ppl.pk}/", q="sÚe", state="ONGOING").content.decode()
    assert ("Sue Student" in found, "Sam Student" in found) == (True, False)
    assert "Sue Student" not in inside.get(f"trainings/{scene.ppl.pk}/", state="FINISHED").content.decode()
    payloads = [json.loads(row.payload) for row in Event.objects.filter(action="inspection.list_viewed")]
    assert {row.get("search") for row in payloads} == {None, "sÚe"}


@pytest.mark.parametrize(
    "query", [{"q": "\x00" * 200}, {"state": "x"}, {"page": "-1"}, {"page": "9" * 50}, {"q": "%_'"}]
)
def test_no_odd_filter_breaks_the_list(scene: Scene, inside: Visit, query: dict[str, str]) -> None:
    assert inside.get(f"trainings/{scene.ppl.pk}/", **query).status_code == 200


def test_a_sample_is_drawn_by_a_seed_that_is_on_record(scene: Scene, inside: Visit) -> None:
    for number in range(12):
        person = scene.world.create_person(f"Person{number}", "Student", Role.STUDENT)
        enroll(scene.ppl, person, scene.world.maria)

    led_to = inside.get(f"trainings/{scene.ppl.pk}/sample/")
    seed = re.fullmatch(r"/inspection/trainings/\S+/sample/\?seed=([0-9a-f]{8})", led_to["Location"])
    assert seed
    shown = inside.browser.get(led_to["Location"]).content.decode()

    ids = list(Enrollment.objects.filter(training=scene.ppl).values_list("pk", flat=True))
    drawn = draw_sample(ids, seed[1])
    assert re.findall(r"/inspection/records/([0-9a-f-]{36})/", shown) == [str(id) for id in drawn]
    assert f"10 of 13 records of PPL(A), drawn with the seed {seed[1]}" in " ".join(shown.split())
    facts = json.loads(Event.objects.get(action="inspection.sampled").payload)
    assert (facts["seed"], facts["drawn"], facts["total"]) == (seed[1], [str(id) for id in drawn], 13)


def test_the_looks_of_an_access_are_its_own(scene: Scene, inside: Visit) -> None:
    other = Visit(scene.world.maria, scene.ppl, inspector_name="Kim Colleague")
    other.enter()
    other.get(f"records/{scene.sam.pk}/")
    inside.get(f"trainings/{scene.ppl.pk}/")

    looks = [event.action for event in list_looks(inside.access)]
    assert looks == ["inspection.list_viewed", "inspection.entered", "inspection.opened"]


def test_pages_cost_the_same_for_one_student_and_thirty(
    scene: Scene, inside: Visit, queries_of: Callable[[Callable[[], Any]], list[str]], frozen_clock: Any
) -> None:
    paths = [f"trainings/{scene.ppl.pk}/", f"trainings/{scene.ppl.pk}/sample/?seed=00000000", ""]

    def visit_all() -> list[int]:
        frozen_clock.shift(timedelta(minutes=5))
        inside.get()
        return [len(queries_of(partial(inside.browser.get, f"/inspection/{path}"))) for path in paths]

    few = visit_all()
    for number in range(29):
        person = scene.world.create_person(f"Person{number}", "Student", Role.STUDENT)
        enroll(scene.ppl, person, scene.world.maria)
    many = visit_all()
    assert few == many
    assert max(many) <= 16, many
