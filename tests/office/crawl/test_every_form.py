"""Every form of the managers' admin: filled in, each field changed; files added, replaced and removed."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from core.exceptions import Conflict, DomainError, InvalidInput, NotFound
from exams.models import Question
from records.models import Event
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, list_registered, populate
from tests.office.syllabus_editor.conftest import build_image
from tests.office.test_pages import read_form_data
from tests.world import World
from trainings.models import Slide, Training

THOROUGH = bool(os.environ.get("THOROUGH"))


@pytest.fixture(autouse=True)
def media_root(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def browser(world: World) -> Browser:
    populate(world.alpine, "Alpine")
    return open_browser(world.maria)


def iterate_changeable(browser: Browser) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    """Each page on which a row can be changed, with the data that its form submits."""
    for model, model_admin in list_registered():
        row = model_admin.get_queryset(browser.get("/admin/").wsgi_request).first()
        shown = browser.get(build_address(model, "change", row.pk))
        if shown.context.get("has_change_permission"):
            yield model, shown, read_form_data(shown)


def list_other_values(bound: Any) -> list[Any]:
    """Other values for a field, valid or not: another value, none, a malformed one."""
    if isinstance(bound.field, forms.FileField):
        return [
            build_image(),
            build_image("GIF"),
            SimpleUploadedFile("x.png", b"no picture"),
            SimpleUploadedFile("x.png", b""),
        ]
    if isinstance(bound.field, forms.ModelChoiceField | forms.ChoiceField):
        return ["", "x", "\x00", "9" * 40, "00000000-0000-0000-0000-000000000000"]
    return ["", "Another", "7", "2026-05-01", "-1", "9" * 400, "x" * 5000, "\x00"]


def list_forms(shown: Any) -> list[Any]:
    return [
        shown.context["adminform"].form,
        *(form for inline in shown.context["inline_admin_formsets"] for form in inline.formset.forms),
    ]


def iterate_changes(shown: Any) -> Iterator[dict[str, Any]]:
    """Changes to submit: all fields at once with their first other value, with their second, and so on; and files and
    drop-downs (with THOROUGH all fields) one at a time with each value."""
    fields = {bound.html_name: list_other_values(bound) for form in list_forms(shown) for bound in form}
    for turn in range(max(map(len, fields.values()), default=0)):
        yield {name: values[turn % len(values)] for name, values in fields.items()}
    alone = (forms.Field,) if THOROUGH else (forms.FileField, forms.ModelMultipleChoiceField)
    for form in list_forms(shown):
        for bound in form:
            if isinstance(bound.field, alone):
                yield from ({bound.html_name: value} for value in list_other_values(bound))


def test_every_form_takes_or_refuses_whatever_is_put_into_its_fields(browser: Browser) -> None:
    tried = 0
    for model, shown, fields in iterate_changeable(browser):
        for change in iterate_changes(shown):
            response = browser.post(shown.request["PATH_INFO"], {**fields, **change})
            assert response.status_code in {200, 302, 403}, (model, change)
            tried += 1
    assert tried > 80


def test_every_new_row_is_made_or_refused_whatever_its_fields_hold(browser: Browser) -> None:
    for model, model_admin in list_registered():
        if not model_admin.has_add_permission(browser.get("/admin/").wsgi_request):
            continue
        shown = browser.get(build_address(model, "add"), {"_popup": "1"})
        if "adminform" not in shown.context:
            continue  # classes are scheduled on another page (tests/office/class_planning)
        for change in iterate_changes(shown):
            response = browser.post(build_address(model, "add"), {**read_form_data(shown), **change, "_popup": "1"})
            assert response.status_code in {200, 302}, (model, change)


@pytest.mark.parametrize(("model", "name"), [(User, "photo"), (Slide, "media"), (Question, "media")])
def test_a_file_is_added_replaced_and_taken_out_of_a_row_that_is_there(
    browser: Browser, world: World, model: Any, name: str
) -> None:
    row = world.sam if model is User else model.objects.get()
    address = build_address(model, "change", row.pk)
    changes: list[dict[str, Any]] = [{name: build_image("PNG", name="x.png")}, {name: build_image("GIF", name="x.gif")}]
    kept = [
        "",
        *(get_stored_name(browser, address, row, name, change) for change in [*changes, {f"{name}-clear": "on"}]),
    ]

    assert kept[1].endswith(".png")
    assert kept[2].endswith(".gif")
    assert kept[3] == ""
    action = "user.changed" if model is User else "admin.changed"
    payloads = [event.payload for event in Event.objects.filter(action=action).order_by("seq")]
    assert len(payloads) == 3
    for number, payload in enumerate(payloads):
        assert f'"{name}":["{kept[number]}","{kept[number + 1]}"]' in payload


def get_stored_name(browser: Browser, address: str, row: Any, name: str, change: dict[str, Any]) -> str:
    """The name under which the file is stored after submitting the form with this change."""
    response = browser.post(address, {**drop_blank_options(read_form_data(browser.get(address))), **change})
    assert response.status_code == 302, response.context["errors"]
    row.refresh_from_db()
    return str(getattr(row, name).name)


def drop_blank_options(fields: dict[str, Any]) -> dict[str, Any]:
    """The data without the blank options that the page of a question offers."""
    return {**fields, "options-TOTAL_FORMS": "2"} if "options-TOTAL_FORMS" in fields else fields


# --- domain errors


class UnknownDomainError(DomainError):
    """A domain error that neither the admin nor the API knows."""

    default = "The moon is in the wrong phase."


@pytest.mark.any_database  # a form that is refused is not written
@pytest.mark.parametrize(
    "raised", [UnknownDomainError, Conflict, lambda: InvalidInput.for_field("elsewhere", "This is wrong.")]
)
def test_a_refusal_while_a_form_is_saved_comes_back_in_the_form(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, raised: Any
) -> None:
    tried = 0
    for model, shown, fields in iterate_changeable(browser):
        monkeypatch.setattr(type(get_site_admin(model)), "save_model", build_raising(raised()))
        response = browser.post(shown.request["PATH_INFO"], drop_blank_options(fields))

        assert response.status_code == 200, model
        text = str(response.context["adminform"].form.errors)
        is_class = raised in {UnknownDomainError, Conflict}
        assert (str(raised.default) if is_class else "elsewhere: This is wrong.") in text
        tried += 1
    assert tried > 10


def test_a_refusal_stands_at_the_field_that_it_names_and_what_was_typed_stays(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        type(get_site_admin(Training)), "save_model", build_raising(InvalidInput.for_field("name", "Not this name."))
    )
    shown = browser.get(build_address(Training, "change", Training.objects.get(course_id=None).pk))

    response = browser.post(shown.request["PATH_INFO"], {**read_form_data(shown), "name": "Typed in"})

    form = response.context["adminform"].form
    assert form.errors == {"name": ["Not this name."]}
    assert form["name"].value() == "Typed in"


@pytest.mark.parametrize(("raised", "status"), [(UnknownDomainError, 400), (Conflict, 409), (NotFound, 404)])
def test_a_page_that_cannot_be_shown_says_why(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, raised: Any, status: int
) -> None:
    monkeypatch.setattr(type(get_site_admin(Training)), "get_queryset", build_raising(raised()))

    response = browser.get(build_address(Training))

    assert response.status_code == status
    if raised is not NotFound:
        assert str(raised.default) in response.content.decode()


def test_a_refused_action_is_a_message_and_has_done_nothing(
    browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change_and_fail(self: Any, request: Any, people: Any) -> None:
        people.update(surname="Half")
        raise Conflict("Somebody else is changing it.")

    monkeypatch.setattr(type(get_site_admin(User)), "enroll", change_and_fail)
    chosen = {"action": "enroll", "_selected_action": [str(world.sam.pk)]}

    response = browser.post(build_address(User), chosen, follow=True)

    assert "Somebody else is changing it." in response.content.decode()
    assert not User.objects.filter(surname="Half").exists()


def get_site_admin(model: Any) -> Any:
    return dict(list_registered())[model]


def build_raising(error: DomainError) -> Any:
    def raise_error(*args: Any, **kwargs: Any) -> None:
        raise error

    return raise_error
