"""What the language of a client does not change: old clients, caches, retries, records, the admin."""

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from accounts.models import Notification, User
from onsite.models import ClassSession
from records.models import Event, Signature
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student
from tests.office.browser import open_browser
from tests.onsite.conftest import SIGN, UNSIGN, GroundSchool, create_ground_school
from tests.world import Client, World, create_client

OWN = "/users/view.json"
GROUPS = "/pilot_groups/manager_add.json"


def wanting(language: str) -> dict[str, Any]:
    return {"headers": {"accept-language": language}}


@pytest.mark.parametrize("language", ["", "pl", "en-US,en;q=0.5", "nonsense;;q"])
@pytest.mark.parametrize(
    ("method", "path", "body", "response"),
    [
        ("post", "/users/login.json", {}, {
            "message": "Some of the input is invalid.",
            "errors": {"email": ["This field is required."], "password": ["This field is required."]},
        }),
        ("get", OWN, None, {"message": "Please log in."}),
        ("put", "/users/login.json", None, {"message": 'Method "PUT" not allowed.'}),
        ("get", "/nothing.json", None, {"message": "Not found."}),
        ("post", "/users/sso.json", {"code": "x"}, {
            "message": "The code is unknown, expired or used. Please log in again.",
            "response": {
                "result": False, "message": "The code is unknown, expired or used. Please log in again.",
                "token": None, "user_id": None, "url": None, "api": False, "active": False, "confirmed": False,
                "two_factor": "OFF",
            },
        }),
    ],
)  # fmt: skip
def test_old_clients_get_what_they_always_got(
    world: World, language: str, method: str, path: str, body: Any, response: Any
) -> None:
    headers = {"accept-language": language} if language else {}

    assert getattr(Client(), method)(path, body, headers=headers).json() == response


def test_a_response_without_texts_is_the_same_in_every_language(world: World) -> None:
    sam = create_client(world.sam)
    plain, german = sam.get(OWN), sam.get(OWN, **wanting("de"))

    assert (plain.content, plain["ETag"]) == (german.content, german["ETag"])
    assert "Content-Language" not in german
    assert "Accept-Language" not in german["Vary"]


@pytest.mark.parametrize(
    "path", [OWN, "/users/user_groups.json", "/manager/users.json", "/manager/trainings/subjects/teachers.json"]
)
def test_the_names_of_roles_are_not_translated(world: World, path: str) -> None:
    maria = create_client(world.maria)

    assert "Training Manager" in maria.get(path).content.decode()
    assert maria.get(path, **wanting("de")).json() == maria.get(path).json()


def test_the_api_document_is_in_english(db: None) -> None:
    assert Client().get("/openapi.json", **wanting("de")).content == Client().get("/openapi.json").content


def test_a_cache_keeps_one_response_for_each_language(world: World) -> None:
    setup = ExamSetup(world)
    setup.exam.get_training().is_active = False
    setup.exam.get_training().save()
    sam = Student(setup, world.sam, setup.enrollment)
    german, french = (sam.client.get(sam.address, **wanting(language)) for language in ("de", "fr"))
    headers = {"accept-language": "de", "if-none-match": german["ETag"]}
    again = sam.client.get(sam.address, headers=headers)
    other = sam.client.get(sam.address, headers=headers | {"accept-language": "fr"})

    assert german["ETag"] != french["ETag"]
    assert (again.status_code, "Accept-Language" in again["Vary"]) == (304, True)
    assert (other.status_code, other["ETag"]) == (200, french["ETag"])


def test_a_retry_gets_the_response_to_the_first_request(world: World) -> None:
    maria = create_client(world.maria)
    body = {"PilotGroup": {"name": "Intake 7"}}
    key = {"idempotency-key": "k1"}
    first = maria.post(GROUPS, body, headers=key | {"accept-language": "de"})
    again = maria.post(GROUPS, body, headers=key | {"accept-language": "fr"})

    assert first.json()["message"] == "Die Pilotengruppe wurde angelegt."
    assert first["Content-Language"] == "de"
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    assert "Content-Language" not in again


# --- what is stored


def sign(school: GroundSchool, language: str) -> None:
    """Ines signs the class, takes the signature back and signs again."""
    ines = create_client(school.world.ines)
    body = {"classId": str(school.session.pk), "password": make.PASSWORD}
    for path in (SIGN, UNSIGN, SIGN):
        response = ines.post(path, body, **wanting(language))
        assert response.status_code == 200, response.content


def test_the_ledger_does_not_depend_on_the_language(world: World) -> None:
    school = create_ground_school(world)
    before = Event.objects.count()
    sign(school, "de")
    german = list(Event.objects.order_by("seq")[before:].values_list("action", "payload", "actor_name"))
    meanings = set(Signature.objects.values_list("meaning", flat=True))
    texts = set(Signature.objects.values_list("signer_name", flat=True))

    assert meanings == {"I held this class; the attendance below is right."}
    assert ClassSession.objects.get().signature_text.startswith("Ines Instructor (Instructor), 2026-03-18")
    assert texts == {"Ines Instructor"}
    assert "class.signed" in {action for action, _payload, _name in german}
    assert not [payload for _action, payload, _name in german if "Unterricht" in payload]


def test_a_failed_request_stores_nothing_of_its_language(world: World) -> None:
    Client().post("/users/login.json", {"email": "sam@alpine.example", "password": "wrong"}, **wanting("de"))

    assert Event.objects.get(action="login.failed").payload == "{}"


def test_a_message_is_in_the_language_of_its_recipient_and_not_of_the_sender(world: World) -> None:
    User.objects.filter(pk=world.sue.pk).update(language="fr")
    sign(create_ground_school(world), "de")

    subjects = {row.recipient: row.subject for row in Notification.objects.select_related("recipient")}
    assert subjects == {
        world.sam: "Your class has been signed: 050 Meteorology, 2026-03-18 22:30 NZDT",
        world.sue: "Votre cours a été signé\N{NO-BREAK SPACE}: 050 Meteorology, mercredi 18 mars 2026, 22:30 NZDT",
    }


# --- the admin and commands


def test_the_browser_does_not_decide_about_the_pages_of_a_manager(world: World) -> None:
    browser = open_browser(world.maria)
    passwords = {"old_password": make.PASSWORD} | dict.fromkeys(("new_password1", "new_password2"), world.maria.email)
    page = browser.post(reverse("admin:password_change"), passwords, **wanting("de")).content.decode()

    assert "The password is too similar to the e-mail address." in page


def test_a_page_of_single_sign_on_is_in_the_language_of_the_browser(db: None) -> None:
    page = open_browser(make.UserFactory()).get("/sso/callback/", **wanting("de")).content.decode()

    assert '<html lang="de">' in page
    assert "Diese Anmeldung ist abgelaufen" in page


def test_a_command_speaks_english(db: None) -> None:
    person = {"name": "A", "surname": "B", "role": "student", "company": "nowhere"}
    with pytest.raises(CommandError, match=r"There is no school with the id or name 'nowhere'\."):
        call_command("create_user", "a@b.example", **person)
