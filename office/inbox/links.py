"""Where a message leads in the admin: messages carry paths of the API, which the admin cannot open."""

import re
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from office.dashboard.lists import build_list_link

ID = "(?P<id>[0-9a-f-]{36})"
CHANGE_PAGES = {
    re.compile(rf"/trainings/onsite/class/{ID}\.json"): ("onsite_classsession", gettext_lazy("Open the class")),
    re.compile(rf"/trainings/exams/view/{ID}\.json"): ("exams_attempt", gettext_lazy("Open the attempt")),
    re.compile(rf"/trainings/trainings/view/{ID}\.json"): ("trainings_enrollment", gettext_lazy("Open the enrollment")),
}
STUDENTS = "/manager/trainings/students/list.json"


class Link(NamedTuple):
    """A page of the admin, and what a link to it says."""

    address: str
    title: StrOrPromise


def find_admin_page(path: str) -> Link | None:
    """The page of the admin that shows what the path of the API does; None where no page does."""
    if path.partition("?")[0] == STUDENTS:
        return Link(build_list_link("trainings.enrollment", state="finished"), gettext_lazy("Open the enrollments"))
    for pattern, (name, title) in CHANGE_PAGES.items():
        if match := pattern.fullmatch(path):
            return Link(reverse(f"admin:{name}_change", args=[match["id"]]), title)
    return None
