"""`GET /trainings/lessons/slides/{lessonId}.json` and `…/slide/{slideId}.json` (docs/api.md, section 4)."""

from typing import Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.trainings.lessons.conftest import SampleLessons
from tests.world import World, create_client
from trainings.models import Enrollment, Slide
from trainings.syllabus.sanitising import clean_html

NOBODY = "01900000-0000-7000-8000-000000000000"
DANGERS = (
    "<script", "onerror", "onclick", "onload", "onplay", "onbegin", "javascript:", "<iframe", "<form", "<input", "<svg",
    "<math", "<style", "style=", "<meta", "<base", "<link", "<object", "<embed", "data:", "intent:", "file:",
    "content:", "<video", "<audio", "<template", "<!--",
)  # fmt: skip


def list_slides(client: Any, lesson_id: Any) -> Any:
    return client.get(f"/trainings/lessons/slides/{lesson_id}.json")


def view_slide(client: Any, slide_id: Any) -> Any:
    return client.get(f"/trainings/lessons/slide/{slide_id}.json")


@pytest.fixture
def slides(sample_lessons: SampleLessons) -> list[Slide]:
    """The three slides of `second`, in order: stored in another one."""
    rows = {
        order: make.SlideFactory(lesson=sample_lessons.second, order=order, title=f"Page {order}")
        for order in (2, 3, 1)
    }
    make.SlideFactory(lesson=sample_lessons.second, order=2, deleted_at=timezone.now())
    return [rows[1], rows[2], rows[3]]


def test_slides_are_listed_in_order_without_content(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, slides: list[Slide]
) -> None:
    assert list_slides(create_client(world.sam), sample_lessons.second.pk).json() == {
        "lesson": {"id": str(sample_lessons.second.pk), "name": "Licences"},
        "slides": [
            {"LessonSlide": {"id": str(slide.pk), "title": slide.title, "order": slide.order}} for slide in slides
        ],
    }


def test_a_slide_shows_its_content_and_its_neighbours(
    world: World, enrollment: Enrollment, slides: list[Slide]
) -> None:
    first, second, third = slides
    Slide.objects.filter(pk=second.pk).update(media="slides/2026/chart.png")
    client = create_client(world.sam)

    assert view_slide(client, second.pk).json() == {
        "slide": {
            "LessonSlide": {
                "id": str(second.pk), "title": "Page 2", "content": second.content, "order": 2,
                "media": "/media/slides/2026/chart.png",
            }
        },
        "navigation": {"position": 2, "total": 3, "previous": str(first.pk), "next": str(third.pk)},
    }  # fmt: skip
    assert view_slide(client, first.pk).json()["navigation"]["previous"] is None
    assert view_slide(client, third.pk).json()["navigation"] == {
        "position": 3, "total": 3, "previous": str(second.pk), "next": None,
    }  # fmt: skip
    assert view_slide(client, first.pk).json()["slide"]["LessonSlide"]["media"] is None


@pytest.mark.parametrize("who", ["sam", "ines", "tom", "charles", "maria"])
def test_the_enrolled_the_teachers_and_managers_read_slides(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, slides: list[Slide], who: str
) -> None:
    client = create_client(getattr(world, who))

    assert list_slides(client, sample_lessons.second.pk).status_code == 200
    assert view_slide(client, slides[0].pk).status_code == 200


@pytest.mark.parametrize("who", ["sue", "otto", "olga"])
def test_for_others_there_are_no_slides(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, slides: list[Slide], who: str
) -> None:
    client = create_client(getattr(world, who))

    for refused, unknown in [
        (list_slides(client, sample_lessons.second.pk), list_slides(client, NOBODY)),
        (view_slide(client, slides[0].pk), view_slide(client, NOBODY)),
    ]:
        assert refused.status_code == 404
        assert refused.content == unknown.content


def test_what_is_deleted_is_gone(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, slides: list[Slide]
) -> None:
    client = create_client(world.sam)
    sample_lessons.second.deleted_at = timezone.now()
    sample_lessons.second.save()

    assert list_slides(client, sample_lessons.second.pk).status_code == 404
    assert view_slide(client, slides[0].pk).status_code == 404
    assert view_slide(client, "x").status_code == 404


def test_thirty_slides_cost_what_one_costs(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, queries_of: Any
) -> None:
    client = create_client(world.sam)
    slide = make.SlideFactory(lesson=sample_lessons.second)
    one = [
        queries_of(lambda: list_slides(client, sample_lessons.second.pk)),
        queries_of(lambda: view_slide(client, slide.pk)),
    ]
    make.SlideFactory.create_batch(29, lesson=sample_lessons.second)
    thirty = [
        queries_of(lambda: list_slides(client, sample_lessons.second.pk)),
        queries_of(lambda: view_slide(client, slide.pk)),
    ]

    # list: token, lesson, slides; slide: token, slide, ids of its neighbours
    assert [len(queries) for queries in one] == [len(queries) for queries in thirty] == [3, 3], thirty


@pytest.mark.parametrize(
    "html",
    [
        "<script>steal()</script>",
        '<p onclick="steal()" onload="steal()">',
        '<a href="javascript:steal()">',
        '<a href="JaVa\tScript:steal()">',
        '<a href="intent://steal#Intent;scheme=http;end">',
        '<a href="data:text/html,<script>steal()</script>">',
        '<img src="data:image/svg+xml,<svg onload=steal()>">',
        '<img src="file:///data/steal"><img src="content://steal">',
        "<img src=x onerror=steal()>",
        "<svg><script>steal()</script><animate onbegin=steal()></svg>",
        '<math><mi xlink:href="javascript:steal()"></math>',
        '<iframe src="https://steal.example"></iframe>',
        '<object data="steal"></object><embed src="steal">',
        '<form action="https://steal.example"><input name="password"><button>steal</button></form>',
        '<meta http-equiv="refresh" content="0;url=https://steal.example"><base href="https://steal.example">',
        '<link rel="stylesheet" href="https://steal.example"><style>@import "https://steal.example"</style>',
        '<p style="background:url(https://steal.example)">',
        '<video src="steal" onplay="steal()"></video><audio src="steal"></audio>',
        '<noscript><p title="</noscript><img src=x onerror=steal()>"></noscript>',
        "<template><img src=x onerror=steal()></template><!-- steal -->",
    ],
)
def test_nothing_that_a_client_would_run_survives_sanitising(html: str) -> None:
    cleaned = clean_html(f"<p>Lift</p>{html}").lower()

    assert "<p>lift</p>" in cleaned
    for danger in DANGERS:
        assert danger not in cleaned


def test_what_a_slide_needs_survives_sanitising() -> None:
    html = (
        "<h2>Lift</h2><p><strong>L</strong> = ½ρv²S<sub>C</sub></p><ul><li>speed</li></ul>"
        '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table><img src="/media/slides/wing.png" alt="Wing">'
    )

    assert clean_html(html) == html
