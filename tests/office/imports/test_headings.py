"""What headings and cells in four languages are taken for, and headings that mean harm."""

import re

import pytest

from accounts.models import User
from accounts.roles import Role
from core.tables.headings import label_headings
from office.imports.base import Importer
from office.imports.enrollments import ENROLLMENTS
from office.imports.guessing import guess_columns, guess_name_order
from office.imports.names import NameOrder, split_name
from office.imports.people import PEOPLE
from office.imports.questions import QuestionImporting
from office.imports.vocabulary import fold_words
from tests.office.browser import Browser, open_browser
from tests.office.imports.test_imports import confirm, read_seal, read_text, upload
from tests.office.imports.test_mapping import get_proposal, map_columns
from tests.spreadsheets import build_xlsx
from tests.world import World


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.mark.parametrize(
    ("importer", "headings", "guess"),
    [
        (PEOPLE, "Apellidos;Nombre;Dirección de correo;Teléfono;Grupo", "surname name email phone pilot_group"),
        (PEOPLE, "Nom;Prénom;Adresse e-mail;Rôle;Langue", "surname name email role language"),
        (PEOPLE, "NAME;VORNAME;E-MAIL;Gültig bis;Benutzername", "surname name email expires_on"),
        (PEOPLE, "First name;Last name;Email address;Cohort", "name surname email pilot_group"),
        (PEOPLE, "Name;Mail;Aktiv", "full_name email is_active"),
        (PEOPLE, "Last name, First name;Username;Country", "full_name email country_id"),
        (ENROLLMENTS, "Teilnehmer E-Mail;E-Mail;Kurs;Fluglehrer;Frist", " email  supervisor finish_before"),
        (ENROLLMENTS, "Correo;Curso;Fecha límite", "email training finish_before"),
        (QuestionImporting.importer, "Frage;Antwort A;Antwort B;Richtig", "text a b correct"),
        (QuestionImporting.importer, "Pregunta;Opción 1;Opción 2;Respuesta correcta;Examen", "text a b correct exam"),
        (QuestionImporting.importer, "Énoncé;Réponse A;Réponse B;Bonne réponse", "text a b correct"),
    ],
)
def test_headings_are_guessed_in_four_languages(importer: Importer, headings: str, guess: str) -> None:
    labels = label_headings(headings.split(";"))

    guessed = {label: column for column, label in guess_columns(importer, labels).items()}

    assert [guessed.get(label, "") for label in labels][: len(guess.split(" "))] == guess.split(" ")


def test_the_heading_tells_the_order_of_a_full_name() -> None:
    assert guess_name_order({"full_name": "Apellidos y Nombre"}) is NameOrder.SURNAME_FIRST
    assert guess_name_order({"full_name": "Nombre y apellidos"}) is NameOrder.NAME_FIRST
    assert guess_name_order({}) is NameOrder.NAME_FIRST


@pytest.mark.parametrize(
    ("order", "cells", "names"),
    [
        ("name first", "Lee, Ann Maria;Ray", [("Ann Maria", "Lee")]),
        ("name first", "Ann Maria Lee", [("Ann Maria", "Lee")]),
        ("surname first", "Lee Ann Maria", [("Ann Maria", "Lee")]),
        ("surname first", "von der Heide, Ann", [("Ann", "von der Heide")]),
    ],
)
def test_a_full_name_is_split_as_the_manager_says(
    browser: Browser, order: str, cells: str, names: list[tuple[str, str]]
) -> None:
    data = f'"Nom complet";Courriel\n"{cells.split(";")[0]}";ann@alpine.example\n'.encode()

    page = upload(browser, data)
    assert get_proposal(page) == {"email": "Courriel", "full_name": "Nom complet"}
    preview = map_columns(browser, data, column_full_name="0", column_email="1", name_order=order)
    confirm(browser, read_seal(preview))

    user = User.objects.get(email="ann@alpine.example")
    assert [(user.name, user.surname)] == names


def test_a_single_word_is_no_full_name(browser: Browser) -> None:
    data = b"full name;email\nCher;cher@alpine.example\n"

    assert "<code>full name</code>: This is one word." in read_text(upload(browser, data))
    for text in ("Cher", "", " ", ",", "Lee,", ",Ann"):
        assert split_name(text, NameOrder.NAME_FIRST) == split_name(text, NameOrder.SURNAME_FIRST) == ("", "")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("150", Role.CHIEF_INSTRUCTOR), ("Ausbildungsleiter", Role.TRAINING_MANAGER), ("ALUMNA", Role.STUDENT),
        ("Élève", Role.STUDENT), ("eleve", Role.STUDENT), ("Instructeur", Role.INSTRUCTOR), ("piloto", Role.PILOT),
        ("Cheffluglehrer", Role.CHIEF_INSTRUCTOR), ("Chief  instructor", Role.CHIEF_INSTRUCTOR),
    ],
)  # fmt: skip
def test_roles_are_read_by_number_and_by_name_in_four_languages(browser: Browser, text: str, role: Role) -> None:
    data = f"email;name;surname;role;language;is_active\nann@alpine.example;Ann;Lee;{text};Français;nein\n".encode()

    confirm(browser, read_seal(upload(browser, data)))

    ann = User.objects.get(email="ann@alpine.example")
    assert (ann.group, ann.language, ann.is_active) == (role, "fr", False)


def test_what_is_neither_yes_nor_no_is_refused(browser: Browser) -> None:
    response = upload(browser, b"email;name;surname;is_active\nann@alpine.example;Ann;Lee;perhaps\n")

    assert "<code>is_active</code>: This must be yes or no, or empty." in read_text(response)


def test_a_word_stands_for_one_thing() -> None:
    with pytest.raises(ValueError, match="“kurs” is both group and training"):
        fold_words({"group": ("Kurs",), "training": ("KURS ",)})


def test_hostile_headings_are_shown_as_text_and_shortened(browser: Browser) -> None:
    heading = ["<script>alert(1)</script>", "+1+1", "x" * 9_000, "", "Phone", "Phone", "'; DROP", "Email"]
    data = build_xlsx([heading, ["1", "2", "3", "4", "5", "6", "7", "a@x.example", "no heading"]])

    response = upload(browser, data, "people.xlsx")

    text = response.content.decode()
    assert "<script>alert" not in text
    assert response.context["form"].labels == [
        "<script>alert(1)</script>", "+1+1", "x" * 79 + "…", "Column D", "Phone", "Phone (2)", "'; DROP", "Email",
        "Column I",
    ]  # fmt: skip
    assert get_proposal(response) == {"email": "Email", "phone": "Phone"}


def test_a_formula_is_no_heading(browser: Browser) -> None:
    response = upload(browser, build_xlsx([["email", "=1+1"], ["a@x.example", "1"]]), "people.xlsx")

    assert "A cell of the header cannot be read. This is a formula" in read_text(response)
    assert get_proposal(upload(browser, b"Email;=1+1\na@x.example;1\n")) == {"email": "Email"}


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        (";".join(f"h{number}" for number in range(2000)), "is unknown|columns"),
        ("x" * 200_000, "not valid CSV"),
        ("x" * 20_000 + ";email", "name"),
        ("\x00;email", "neither CSV nor XLSX"),
        ("#REF!;email", "A cell of the header cannot be read."),
    ],
)
def test_headings_of_any_size_are_answered(browser: Browser, heading: str, sentence: str) -> None:
    response = upload(browser, f"{heading}\na;b\n".encode())

    assert response.status_code == 200
    assert re.search(sentence, read_text(response))
    assert len(response.content) < 1_000_000
