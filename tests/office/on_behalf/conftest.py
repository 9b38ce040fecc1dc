"""Managers at the pages on which they record on behalf of others."""

import html
import re
from typing import Any

import pytest

from tests.office.browser import Browser, open_browser
from tests.onsite.conftest import GroundSchool, create_ground_school
from tests.world import World
from trainings.models import Training


@pytest.fixture
def school(world: World) -> GroundSchool:
    """Whoever has done everything is not finished by that."""
    school = create_ground_school(world)
    Training.objects.update(auto_finish=False)
    return school


@pytest.fixture
def browser(school: GroundSchool) -> Browser:
    return open_browser(school.world.maria)


def read_text(response: Any) -> str:
    """The text that people read."""
    text = re.sub(r"<script.*?</script>|<style.*?</style>", " ", response.content.decode(), flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", re.sub(r"</?(a|strong)\b[^>]*>", "", text))
    return " ".join(html.unescape(text).split())


def read_forms(*forms: Any) -> dict[str, Any]:
    """What a browser sends of forms that are not changed."""
    sent = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is True:  # of a checkbox
                value = "on"
            if value not in (None, False):
                sent[field.html_name] = value
    return sent
