"""What the admin calls the parts of trainings, exams, classes and missions can be translated, and nothing stored is."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import override

from core import clock
from missions.models import FlightTemplate
from onsite.admin import STATES
from tests import factories as make
from tests.office.population import list_registered
from tests.world import World
from trainings.endpoints.students.spreadsheet import HEADER, build_table
from trainings.models import Credit, Enrollment, Training
from trainings.ratings import Rating

APPS = ("trainings", "exams", "onsite", "missions", "locations")


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    """A German in which every text is its English one in angle quotes, whatever the catalogs have."""
    real = translation._trans.gettext  # type: ignore[attr-defined]  # what gettext calls

    def translate(text: str) -> str:
        return f"»{text}«" if translation.get_language() == "de" else str(real(text))

    monkeypatch.setattr(translation._trans, "gettext", translate)  # type: ignore[attr-defined]


def list_admins() -> list[tuple[Any, Any]]:
    """The ModelAdmins of the apps and their inlines, each with its model."""
    admins = [pair for pair in list_registered() if pair[0]._meta.app_label in APPS]
    return [*admins, *((inline.model, inline) for _model, admin in admins for inline in admin.inlines)]


def iterate_shown_fields() -> Iterator[Any]:
    """The fields of models that a list, a filter or a form names."""
    for model, admin in list_admins():
        fields = {field.name: field for field in model._meta.get_fields() if hasattr(field, "verbose_name")}
        editable = {name for name, field in fields.items() if field.editable}
        declared = {
            *(getattr(admin, "fields", None) or ()),
            *getattr(admin, "list_display", ()),
            *admin.readonly_fields,
        }
        for name in ({*editable, *declared} & fields.keys()) - {"id", "company"}:
            yield fields[name]


def test_every_name_and_help_of_a_shown_field_is_marked() -> None:
    fields = list(iterate_shown_fields())

    assert len(fields) > 80
    assert [str(field) for field in fields if not isinstance(field.verbose_name, Promise)] == []
    assert [str(field) for field in fields if field.help_text and not isinstance(field.help_text, Promise)] == []


def test_models_apps_and_menu_are_marked() -> None:
    models = [model._meta for model, _admin in list_admins()]
    items = [item for _model, admin in list_admins() for item in getattr(admin, "menu", ()) if not item.page]

    assert [str(meta) for meta in models if not isinstance(meta.verbose_name, Promise)] == []
    assert [str(meta) for meta in models if not isinstance(meta.verbose_name_plural, Promise)] == []
    assert [app for app in APPS if not isinstance(apps.get_app_config(app).verbose_name, Promise)] == []
    assert [item.title for item in items if not isinstance(item.title, Promise)] == []


def test_labels_of_choices_are_in_the_readers_language(german: None) -> None:
    with override("de"):
        labels = [FlightTemplate.FlightType.DUAL.label, Rating.ABOVE.label, Training.Type.REMOTE.label]

        assert list(map(str, labels)) == ["»Dual«", "»Above standard«", "»Live online«"]
        assert FlightTemplate.Rules.IFR.label == "IFR"


def test_a_language_needs_no_migration(db: None, german: None) -> None:
    with override("de"):
        call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_the_students_list_as_a_file_is_in_english(world: World, german: None) -> None:
    make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)

    with override("de"):
        [cells] = build_table(Enrollment.objects.visible_to(world.maria), clock.now())

    row = dict(zip(HEADER, cells, strict=True))
    assert (row["Role"], row["Type"], row["State"]) == ("Student", "Distance learning", "Ongoing")


def test_the_name_of_a_credit_which_is_stored_is_in_english(world: World, german: None) -> None:
    enrollment = make.EnrollmentFactory(training__company=world.alpine, user=world.sam)
    credit = Credit(enrollment=enrollment, kind=Credit.Kind.EXAM)

    with override("de"):
        assert str(credit).startswith("Exam credited on ")
        assert str(credit.get_kind_display()) == "»Exam«"


def test_the_state_of_a_class_has_its_colour_in_every_language(german: None) -> None:
    assert STATES["planned"] == "info"
    with override("de"):
        assert STATES["»planned«"] == "info"
        assert "planned" not in STATES
