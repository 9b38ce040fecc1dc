"""How many queries every page of the managers' admin takes, and what saving and deleting does."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType

from exams.models import Exam, Question
from missions.models import FlightTemplate
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, list_registered, populate
from tests.world import World
from trainings.models import Enrollment, Lesson, Slide, Subject, Training


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def measure_queries(browser: Browser, queries_of: Callable[..., list[str]]) -> dict[str, list[str]]:
    """The queries of every list and every `add` page."""
    queries: dict[str, list[str]] = {}
    for model, model_admin in list_registered():
        addresses = [build_address(model)]
        # As its own list asks: a school has one identity provider, and no page of any other model asks for that.
        if model_admin.has_add_permission(browser.get(addresses[0]).wsgi_request):
            addresses.append(build_address(model, "add"))
        for address in addresses:
            queries[address] = queries_of(lambda address=address: open_page(browser, address))
    return queries


def open_page(browser: Browser, address: str) -> None:
    ContentType.objects.clear_cache()  # so that every page loads them
    response = browser.get(address)
    assert response.status_code == 200, (address, response.content[:500])


def test_every_list_and_every_add_page_costs_the_same_with_thirty_rows_more(
    browser: Browser, world: World, queries_of: Any
) -> None:
    populate(world.alpine, "First", 2)
    few = measure_queries(browser, queries_of)
    populate(world.alpine, "More", 30)
    many = measure_queries(browser, queries_of)

    counts = {address: (len(few[address]), len(many[address]), many[address][-3:]) for address in few}
    assert {address: count for address, count in counts.items() if count[0] != count[1]} == {}


def test_a_list_costs_at_most_a_dozen_queries(browser: Browser, world: World, queries_of: Any) -> None:
    """Session, user, count, rows; one for each drop-down of the filters, up to three for a hierarchy of dates."""
    populate(world.alpine, "First", 2)

    counts = {address: len(queries) for address, queries in measure_queries(browser, queries_of).items()}
    assert {address: count for address, count in counts.items() if count > 12} == {}


# --- deleting


@pytest.mark.parametrize("by_action", [False, True])
def test_deleting_takes_a_row_out_of_use_and_keeps_it(browser: Browser, world: World, by_action: bool) -> None:
    populate(world.alpine, "Alpine")
    for model in (FlightTemplate, Slide, Exam, Question, Lesson, Subject):
        row = model._default_manager.get()
        if by_action:
            chosen = {"action": "delete_selected", "_selected_action": [str(row.pk)]}
            assert browser.post(build_address(model), chosen).status_code == 200
            response = browser.post(build_address(model), {**chosen, "post": "yes"})
        else:
            assert browser.get(build_address(model, "delete", row.pk)).status_code == 200
            response = browser.post(build_address(model, "delete", row.pk), {"post": "yes"})

        assert response.status_code == 302, (model, response.content)
        row.refresh_from_db()
        assert row.deleted_at is not None, model
        assert not browser.get(build_address(model)).context["cl"].queryset, model
        assert browser.get(build_address(model, "change", row.pk)).status_code == 302, model


def test_what_is_evidence_is_deleted_by_nobody(browser: Browser, world: World) -> None:
    populate(world.alpine, "Alpine")
    deletable = {"user", "pilotgroup", "holiday", "flighttemplate", "slide", "exam", "question", "lesson", "subject"}

    for model, model_admin in list_registered():
        if model._meta.model_name in deletable:
            continue
        request = browser.get("/admin/").wsgi_request
        assert not model_admin.has_delete_permission(request), model
        assert "delete_selected" not in model_admin.get_actions(request), model


# --- saving


SLIDE = {"title": "Lift", "order": "0"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>Lift</p><script>alert(1)</script>", "<p>Lift</p>"),
        ('<p onclick="alert(1)">Lift</p>', "<p>Lift</p>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<img src="x" onerror="alert(1)">', '<img src="x">'),
        ("<form action=//evil.example><p>Lift</p></form>", "<p>Lift</p>"),
    ],
)
def test_the_html_of_a_slide_is_sanitised_when_it_is_saved(
    browser: Browser, world: World, written: str, kept: str
) -> None:
    lesson = make.LessonFactory(subject__training__company=world.alpine)

    added = browser.post(build_address(Slide, "add"), {**SLIDE, "lesson": lesson.pk, "content": written})
    assert added.status_code == 302, added.content
    slide = Slide.objects.get()
    assert slide.content == kept

    Slide.objects.update(content="")
    browser.post(build_address(Slide, "change", slide.pk), {**SLIDE, "lesson": lesson.pk, "content": written})
    slide.refresh_from_db()
    assert slide.content == kept


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("<iframe src=//video.example></iframe>", "another page (<iframe>)"),
        ("<svg><path/></svg>", "a drawing (<svg>)"),
        ("<video src=x></video><audio src=y></audio>", "a film (<video>); sound (<audio>)"),
        ("<object data=x></object>", "an embedded object (<object>)"),
        ("<p><input name=x></p>", "a form field (<input>)"),
        ('<p style="background: url(x.png)">x</p>', "a picture in its style (background)"),
        ('<img src="data:image/png;base64,QUJD">', "a picture that is in the text itself (data:)"),
        ('<a href="ftp://x.example/a">x</a>', "the address of a link (ftp:)"),
        ('<span style="text-decoration: line-through">x</span>', "a line through text"),
        ('<p style="display: none">x</p>', "the hiding of hidden text"),
        ("<made-up>x</made-up>", "<made-up>"),
        ("<math><mi>x</mi><mglyph/></math>", "a formula (<math>)"),
        (r"<p>\(\frac{1}{2\)</p>", "its braces do not match"),
        (r"<p>\(a<b>b</b>\)</p>", "a formula with formatting within"),
    ],
)
def test_what_a_slide_would_lose_is_said_before_it_is_saved(
    browser: Browser, world: World, written: str, named: str
) -> None:
    lesson = make.LessonFactory(subject__training__company=world.alpine)

    response = browser.post(
        build_address(Slide, "add"), {**SLIDE, "lesson": lesson.pk, "content": f"<p>Lift</p>{written}"}
    )

    assert response.status_code == 200
    assert named in html.unescape(response.content.decode())
    assert not Slide.objects.exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>So <math><msqrt><mn>2</mn></msqrt></math>.</p>", r"<p>So \(\sqrt{2}\).</p>"),
        ("<p>$$a &lt; b$$</p>", r"<p>\[a &lt; b\]</p>"),
        ('<ol type="a" start="3"><li value="7">x</li></ol>', '<ol type="a" start="3"><li value="7">x</li></ol>'),
        (
            "<table><tr><td colspan=2>x</td></tr></table>",
            '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
        ),
        ("<p><s>x</s><del>y</del><u>z</u></p>", "<p><s>x</s><del>y</del><u>z</u></p>"),
        ('<p class="x" style="color: red"><font face="x">x</font></p>', "<p>x</p>"),
    ],
)
def test_what_a_slide_can_show_is_kept(browser: Browser, world: World, written: str, kept: str) -> None:
    lesson = make.LessonFactory(subject__training__company=world.alpine)

    browser.post(build_address(Slide, "add"), {**SLIDE, "lesson": lesson.pk, "content": written})

    assert Slide.objects.get().content == kept


def test_a_row_is_opened_and_saved_unchanged(browser: Browser, world: World) -> None:
    """Every form can be submitted as it is shown."""
    populate(world.alpine, "Alpine")
    for model, model_admin in list_registered():
        row = model_admin.get_queryset(browser.get("/admin/").wsgi_request).first()
        shown = browser.get(build_address(model, "change", row.pk))
        if not shown.context.get("has_change_permission") or model._meta.model_name in {"certificate", "question"}:
            continue  # saving a certificate revokes it; the question here has one right option of two, and blank ones

        response = browser.post(build_address(model, "change", row.pk), read_form_data(shown))
        assert response.status_code == 302, (model, response.context["errors"])


def read_form_data(shown: Any) -> dict[str, Any]:
    """The data that the forms of a page submit."""
    forms = [shown.context["adminform"].form]
    for inline in shown.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields = {}
    for form in forms:
        for bound in form:
            fields.update(get_field_value(bound))
    return fields


def get_field_value(bound: Any) -> dict[str, Any]:
    value = bound.value()
    if value is None or value is False:
        return {}
    if isinstance(value, list):
        return {bound.html_name: [str(getattr(one, "pk", one)) for one in value]}
    return {bound.html_name: str(value)}


@pytest.mark.parametrize(("starts", "ends"), [("2026-04-01", "2026-03-01"), ("x", "2026-03-01"), ("0000-01-01", "")])
def test_a_training_with_impossible_dates_is_not_saved(browser: Browser, world: World, starts: str, ends: str) -> None:
    training = make.TrainingFactory(company=world.alpine)
    form = read_form_data(browser.get(build_address(Training, "change", training.pk)))

    response = browser.post(
        build_address(Training, "change", training.pk), {**form, "starts_on": starts, "ends_on": ends}
    )

    assert response.status_code == 200
    assert response.context["errors"]


def test_the_notes_of_an_enrollment_are_the_managers_to_write(
    browser: Browser, world: World, frozen_clock: Any
) -> None:
    training = make.TrainingFactory(company=world.alpine)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    frozen_clock.shift(60)

    browser.post(build_address(Enrollment, "change", enrollment.pk), {"notes": "Slow but sure.", "user": world.sue.pk})

    after = Enrollment.objects.get()
    assert (after.notes, after.user) == ("Slow but sure.", world.sam)
    assert after.modified_at > enrollment.modified_at


def test_a_manager_finishes_what_is_complete_and_does_not_finish_itself(browser: Browser, world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, auto_finish=False, validity_days=10)
    lesson = make.LessonFactory(subject=make.SubjectFactory(training=training))
    done, begun = (make.EnrollmentFactory(training=training, user=user) for user in (world.sam, world.sue))
    make.LessonStudyFactory(enrollment=done, lesson=lesson)
    foreign = make.EnrollmentFactory(training=make.TrainingFactory(company=world.baltic), user=world.olga)

    chosen = {"action": "finish", "_selected_action": [str(row.pk) for row in (done, begun, foreign)]}
    browser.post(build_address(Enrollment), chosen)

    finished = Enrollment.objects.get(finished_at__isnull=False)
    assert finished == done
    assert str(finished.valid_until_on) == "2026-03-28"
    event = Event.objects.get(action="enrollment.finished")
    assert (event.actor, event.actor_kind) == (world.maria, "admin")
