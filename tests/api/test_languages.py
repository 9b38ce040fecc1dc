"""The API's own texts are in the language that the client prefers (docs/api.md, section 1, Languages)."""

from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
import rest_framework
from django.utils.translation import gettext, override

from accounts.models import User
from api.middleware.languages import FRAMEWORK_TEXTS
from tests.exams.exam_setup import ExamSetup, Student
from tests.onsite.conftest import STORE, create_ground_school, post_signature
from tests.world import Client, World, create_client

Texts = dict[str, str]

LOGIN, RECOVER, OWN = "/users/login.json", "/users/password_recover.json", "/users/view.json"
NO_PAGE = "/nothing.json"
NOT_FOUND = {"en": "Not found.", "de": "Nicht gefunden.", "es": "No encontrado.", "fr": "Introuvable."}
LANGUAGES = tuple(NOT_FOUND)
SPACE = "\N{NO-BREAK SPACE}"


def ask(client: Client, language: str, method: str, path: str, body: Any = None, **options: Any) -> Any:
    return getattr(client, method)(path, body, headers={"accept-language": language}, **options)


def read_message(response: Any, language: str) -> str:
    """The message of a response, which says what language it is in."""
    assert (response["Content-Language"], "Accept-Language" in response["Vary"]) == (language, True)
    return str(response.json()["message"])


# --- which language


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("de", "de"), ("de-AT,de;q=0.9,en;q=0.8", "de"), ("ES_mx", "en"), ("es-MX", "es"), ("FR", "fr"),
        ("en;q=0.1,fr;q=0.2,de;q=0.3", "de"), ("pl,cs;q=0.5,fr;q=0.1", "fr"), ("en-GB,de", "en"),
        ("pl", "en"), ("*", "en"), ("*,de;q=0.5", "en"), ("de;q=0", "en"), ("de;q=0,fr;q=0.1", "fr"), ("", "en"),
        ("de;q=x", "en"), (",,;;", "en"), ("d" * 5000, "en"), ("\x00", "en"), ("zh-Hans-CN", "en"),
    ],
)  # fmt: skip
def test_the_header_decides(db: None, wanted: str, language: str) -> None:
    assert read_message(ask(Client(), wanted, "get", NO_PAGE), language) == NOT_FOUND[language]


def test_without_a_header_the_language_is_english(db: None) -> None:
    assert read_message(Client().get(NO_PAGE), "en") == NOT_FOUND["en"]


def test_neither_a_cookie_nor_the_person_decides(world: World) -> None:
    User.objects.filter(pk=world.sam.pk).update(language="de")
    sam = create_client(world.sam)
    sam.cookies["django_language"] = "fr"

    assert read_message(sam.get("/manager/users/list.json"), "en") == "You may not do this."


def test_a_request_does_not_decide_the_language_of_the_next(world: World) -> None:
    sam = create_client(world.sam)
    ask(sam, "de", "get", NO_PAGE)

    assert read_message(sam.get(NO_PAGE), "en") == NOT_FOUND["en"]


# --- what is said


@pytest.mark.parametrize(
    ("method", "path", "body", "texts"),
    [
        ("post", LOGIN, {"email": "sam@alpine.example", "password": "wrong"}, {
            "en": "The e-mail address or password is incorrect.",
            "de": "Die E-Mail-Adresse oder das Passwort ist falsch.",
            "es": "La dirección de correo electrónico o la contraseña es incorrecta.",
            "fr": "L’adresse e-mail ou le mot de passe est incorrect.",
        }),
        ("get", OWN, None, {
            "en": "Please log in.", "de": "Bitte melden Sie sich an.", "es": "Inicie sesión.",
            "fr": "Veuillez vous connecter.",
        }),
        ("get", f"/trainings/locations/view/{'0' * 8}-0000-7000-8000-{'0' * 12}.json", None, {
            "en": "Please log in.", "de": "Bitte melden Sie sich an.", "es": "Inicie sesión.",
            "fr": "Veuillez vous connecter.",
        }),
        ("delete", LOGIN, None, {
            "en": 'Method "DELETE" not allowed.', "de": "Die Methode „DELETE“ ist hier nicht erlaubt.",
            "es": "El método «DELETE» no está permitido.",
            "fr": f"La méthode «{SPACE}DELETE{SPACE}» n’est pas autorisée.",
        }),
        ("post", RECOVER, {"email": "sam@alpine.example"}, {
            "en": "If there is an account with this address, a mail with a link is on its way to it. The link works "
                  "for one hour.",
            "de": "Wenn es ein Konto mit dieser Adresse gibt, ist eine E-Mail mit einem Link dorthin unterwegs. Der "
                  "Link funktioniert eine Stunde lang.",
            "es": "Si existe una cuenta con esta dirección, se le ha enviado un correo con un enlace. El enlace "
                  "funciona durante una hora.",
            "fr": "Si un compte existe avec cette adresse, un e-mail contenant un lien lui a été envoyé. Le lien "
                  "fonctionne pendant une heure.",
        }),
    ],
    ids=["login", "no-token", "no-token-for-an-id", "method", "success"],
)  # fmt: skip
def test_messages(world: World, method: str, path: str, body: Any, texts: Texts) -> None:
    said = {language: ask(Client(), language, method, path, body) for language in LANGUAGES}

    assert {language: read_message(response, language) for language, response in said.items()} == texts


def test_the_texts_of_the_framework_are_those_it_says() -> None:
    folder = Path(rest_framework.__file__).parent
    said = {language: read_catalog(folder, language) for language in LANGUAGES if language != "en"}

    assert [text for text in FRAMEWORK_TEXTS for texts in said.values() if text not in texts] == []
    assert not [text for text in FRAMEWORK_TEXTS if "Stelle" in translate(text, "de") or "Gib" in translate(text, "de")]


def read_catalog(folder: Path, language: str) -> dict[str, str]:
    with (folder / f"locale/{language}/LC_MESSAGES/django.mo").open("rb") as file:
        texts: dict[str, str] = vars(GNUTranslations(file))["_catalog"]
    return texts


def translate(text: str, language: str) -> str:
    with override(language):
        return gettext(text)


def test_a_login_says_it_in_both_places(world: World) -> None:
    body = ask(Client(), "de", "post", LOGIN, {"email": "sam@alpine.example", "password": "wrong"}).json()

    assert body["response"]["message"] == body["message"] == "Die E-Mail-Adresse oder das Passwort ist falsch."


@pytest.mark.parametrize(
    ("body", "content_type", "texts"),
    [
        ("{", "application/json", {
            "en": "The body is not valid JSON.", "de": "Der Inhalt der Anfrage ist kein gültiges JSON.",
            "es": "El cuerpo no es JSON válido.", "fr": "Le corps de la requête n’est pas du JSON valide.",
        }),
        ("<a/>", "text/xml", {
            "en": 'Unsupported media type "text/xml" in request.',
            "de": "Der Medientyp „text/xml“ der Anfrage wird nicht unterstützt.",
            "es": "El tipo de medio «text/xml» de la solicitud no es compatible.",
            "fr": f"Le type de média «{SPACE}text/xml{SPACE}» de la requête n’est pas pris en charge.",
        }),
        ("x", "multipart/form-data", {
            "en": "Multipart form parse error - Invalid boundary in multipart: None",
            "de": "Das mehrteilige Formular ist nicht lesbar: Invalid boundary in multipart: None",
            "es": "No se puede leer el formulario de varias partes: Invalid boundary in multipart: None",
            "fr": f"Le formulaire en plusieurs parties est illisible{SPACE}: Invalid boundary in multipart: None",
        }),
        ("x" * 6_000_000, "application/json", {
            "en": "The request is too large.", "de": "Die Anfrage ist zu groß.",
            "es": "La solicitud es demasiado grande.", "fr": "La requête est trop volumineuse.",
        }),
    ],
    ids=["json", "415", "multipart", "413"],
)  # fmt: skip
def test_bodies_that_cannot_be_read(db: None, body: str, content_type: str, texts: Texts) -> None:
    for language, text in texts.items():
        response = Client().generic(
            "POST", LOGIN, body, content_type=content_type, headers={"accept-language": language}
        )
        assert read_message(response, language) == text


def test_the_database_is_away(sandbox_client: Client) -> None:
    response = ask(sandbox_client, "fr", "get", "/trouble/database.json")

    assert (response.status_code, read_message(response, "fr")) == (
        503,
        "Le serveur ne peut pas joindre sa base de données pour le moment. Veuillez réessayer.",
    )


def test_a_defect_of_the_server(sandbox_client: Client) -> None:
    response = ask(sandbox_client, "es", "get", "/trouble/defect.json")

    assert (response.status_code, read_message(response, "es")) == (
        500,
        "Error interno del servidor. Ha quedado registrado.",
    )


@pytest.mark.parametrize(
    ("language", "required", "too_long", "choice"),
    [
        ("en", "This field is required.", "Ensure this field has no more than 100 characters.",
         "'xx' is not a valid choice. Allowed: en, de, es, fr."),
        ("de", "Dieses Feld ist erforderlich.", "Höchstens 100 Zeichen sind erlaubt.",
         "'xx' ist keine gültige Auswahl. Erlaubt: en, de, es, fr."),
        ("es", "Este campo es obligatorio.", "Se permiten 100 caracteres como máximo.",
         "'xx' no es una opción válida. Permitidas: en, de, es, fr."),
        ("fr", "Ce champ est obligatoire.", "100 caractères au plus sont admis.",
         "'xx' n’est pas un choix valable. Valeurs admises\N{NO-BREAK SPACE}: en, de, es, fr."),
    ],
)  # fmt: skip
def test_errors_of_fields(world: World, language: str, required: str, too_long: str, choice: str) -> None:
    missing = ask(Client(), language, "post", LOGIN, {}).json()["errors"]
    body = {"UserDetail": {"city": "x" * 101}, "User": {"language": "xx"}}
    invalid = ask(create_client(world.sam), language, "post", "/users/edit.json", body).json()["errors"]

    assert missing == {"email": [required], "password": [required]}
    assert invalid == {"UserDetail.city": [too_long], "User.language": [choice]}


def test_errors_of_services_and_of_django(world: World) -> None:
    body = {"email": "sam@alpine.example", "name": "New", "surname": "Person", "user_group_id": 190}
    used = ask(create_client(world.maria), "de", "post", "/manager/users/create.json", body)
    short = {"password": "x", "newpassword": "abc", "newpasswordrepeat": "abc"}
    weak = ask(create_client(world.sam), "fr", "post", "/users/password.json", short)

    assert used.json() == {
        "message": "Die E-Mail-Adresse sam@alpine.example wird bereits verwendet.",
        "errors": {"email": ["Die E-Mail-Adresse sam@alpine.example wird bereits verwendet."]},
    }
    assert weak.json()["errors"]["newpassword"][0].startswith("Ce mot de passe est trop court.")


def test_parameters(world: World) -> None:
    maria = create_client(world.maria)

    unknown = ask(maria, "de", "get", "/manager/trainings/students/list/altitude:1.json").json()
    page = ask(maria, "es", "get", "/manager/trainings/students/list.json?limit=1000").json()

    assert unknown["errors"]["altitude"][0].startswith("Unbekannter Parameter. Bekannt sind: ")
    assert page["errors"] == {"limit": ["Debe ser 100 como máximo."]}


def test_a_class_that_is_signed(world: World) -> None:
    session = create_ground_school(world).session
    post_signature(world.ines, session)
    body = {"class_id": str(session.pk), "attendance": {str(world.sam.pk): 1}}
    ines = create_client(world.ines)

    assert [read_message(ask(ines, language, "post", STORE, body), language) for language in LANGUAGES] == [
        "The class is signed and cannot be changed unless the signature is revoked.",
        "Der Unterricht ist unterschrieben und kann erst geändert werden, wenn die Unterschrift zurückgenommen wurde.",
        "La clase está firmada y no se puede modificar mientras no se retire la firma.",
        "Le cours est signé et ne peut être modifié que si la signature est retirée.",
    ]


def test_an_exam_that_cannot_be_started_and_one_that_was_failed(world: World) -> None:
    sam = Student(setup := ExamSetup(world), world.sam, setup.enrollment)
    attempt_id = sam.start_and_get_id()
    sam.answer_all(attempt_id, right=1)
    finished = ask(sam.client, "de", "post", f"/trainings/exams/finish/{attempt_id}.json")
    sam.sit(right=3)
    reasons = [ask(sam.client, language, "get", sam.address) for language in LANGUAGES]

    assert read_message(finished, "de") == (
        "Nicht bestanden: 33,33\N{NO-BREAK SPACE}%, nötig sind 60\N{NO-BREAK SPACE}%."
    )
    assert [response.json()["reason"] for response in reasons] == [
        "You have already passed this exam.", "Sie haben diese Prüfung bereits bestanden.",
        "Ya ha aprobado este examen.", "Vous avez déjà réussi cet examen.",
    ]  # fmt: skip
    assert [response["Content-Language"] for response in reasons] == list(LANGUAGES)


def test_too_many_attempts(world: World, settings: Any) -> None:
    settings.GUESSES_PER_ACCOUNT = 1
    guess = {"email": "sam@alpine.example", "password": "wrong"}
    Client().post(LOGIN, guess)
    response = ask(Client(), "es", "post", LOGIN, guess)

    assert (response.status_code, read_message(response, "es")) == (
        429,
        "Demasiados intentos. Espere e inténtelo de nuevo.",
    )


def test_too_many_requests(world: World, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = 1
    sam = create_client(world.sam)
    sam.get(OWN)
    response = ask(sam, "de", "get", OWN)

    assert (response.status_code, read_message(response, "de")) == (
        429,
        "Zu viele Versuche. Bitte warten Sie, und versuchen Sie es dann noch einmal.",
    )
