"""The life of a distance student over HTTP: slides, complete, next, finished (docs/api.md, sections 3 and 4)."""

from typing import Any

from tests import factories as make
from tests.trainings.lessons.conftest import SampleLessons
from tests.world import World, create_client
from trainings.models import Enrollment


def test_from_the_first_slide_to_the_end(world: World, sample_lessons: SampleLessons, enrollment: Enrollment) -> None:
    client = create_client(world.sam)

    def get(path: str) -> Any:
        response = client.get(path)
        assert response.status_code == 200, response.content
        return response.json()

    def progress() -> tuple[int, int, bool]:
        (row,) = get("/trainings.json")["trainings"]
        lessons = row["Training"]["Lessons"]
        return lessons["completed"], lessons["total"], row["Training"]["finished"]

    def read(lesson_id: str) -> Any:
        slides = get(f"/trainings/lessons/slides/{lesson_id}.json")["slides"]
        pages = [get(f"/trainings/lessons/slide/{slide['LessonSlide']['id']}.json") for slide in slides]
        assert [page["navigation"]["position"] for page in pages] == list(range(1, len(slides) + 1))
        body = {"lessonId": lesson_id, "enrollmentId": str(enrollment.pk), "timeSpent": 600}
        return client.post("/trainings/lessons/complete.json", body).json()

    def sit(exam_id: str) -> None:
        make.AttemptFactory(enrollment=enrollment, exam_id=exam_id)

    assert progress() == (0, 4, False)

    step = read(str(sample_lessons.first.pk))["next"]
    assert progress() == (0, 4, False)  # its gate is still shut
    assert step["action"] == "exam"
    assert get(f"/trainings/lessons/view/{sample_lessons.first.pk}/{enrollment.pk}.json")["testAuthorization"] is True

    sit(step["id"])
    assert progress() == (1, 4, False)
    step = read(str(sample_lessons.second.pk))["next"]
    assert (step["action"], progress()) == ("exam", (2, 4, False))

    sit(step["id"])
    following = get(f"/trainings/lessons/view/{sample_lessons.second.pk}/{enrollment.pk}.json")["nextLesson"]
    end = read(following["id"])

    assert (end["finished"], end["next"]) == (True, None)
    assert progress() == (4, 4, True)
    weeks = get(f"/trainings/trainings/view/{enrollment.pk}.json")["training"]["weeklytime"]
    assert weeks == [{"week_name": "Week 12", "year": 2026, "week": 12, "week_time": 1800}]
