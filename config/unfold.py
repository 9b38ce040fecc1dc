"""The frame around the managers' pages: the menu in the order a school thinks, the name above it, the colours."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy

Item = dict[str, Any]


def students_link(request: HttpRequest) -> str:
    """The list of people, narrowed to the students. The settings load before the models, hence the import here."""
    from accounts.roles import Role

    return f"{reverse('admin:accounts_user_changelist')}?group__exact={Role.STUDENT.value}"


def is_students_list(request: HttpRequest) -> bool:
    return request.get_full_path() == students_link(request)


def is_other_people(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("admin:accounts_user_changelist")) and not is_students_list(request)


def may_see(model: str) -> Callable[[HttpRequest], bool]:
    """Whether a manager has the page of `model` at all; the menu shows no door that does not open."""

    def allowed(request: HttpRequest) -> bool:
        from office.base.site import site

        return bool(site.get_model_admin(apps.get_model(model)).has_view_permission(request))

    return allowed


def page(title: str, icon: str, model: str, **more: Any) -> Item:
    """A line of the menu that leads to the list of a model."""
    link = reverse_lazy(f"admin:{model.replace('.', '_').lower()}_changelist")
    return {"title": title, "icon": icon, "link": link, "permission": may_see(model), **more}


def group(title: str, *items: Item) -> Item:
    return {"title": title, "items": list(items)}


NAVIGATION: list[Item] = [
    group("", {"title": "Overview", "icon": "dashboard", "link": reverse_lazy("admin:index")}),
    group(
        "Students",
        page("Enrollments", "school", "trainings.Enrollment"),
        page("Certificates", "workspace_premium", "certificate.Certificate"),
        page("Students", "person", "accounts.User") | {"link": students_link, "active": is_students_list},
    ),
    group(
        "Syllabus",
        page("Trainings", "menu_book", "trainings.Training"),
        page("Subjects", "topic", "trainings.Subject"),
        page("Lessons", "article", "trainings.Lesson"),
        page("Slides", "slideshow", "trainings.Slide"),
    ),
    group(
        "Classes",
        page("Classes", "event", "onsite.ClassSession"),
        page("Locations", "location_on", "locations.Location"),
    ),
    group(
        "Exams",
        page("Exams", "quiz", "exams.Exam"),
        page("Questions", "help", "exams.Question"),
        page("Attempts", "assignment_turned_in", "exams.Attempt"),
    ),
    group(
        "Missions",
        page("Flight templates", "flight_takeoff", "missions.FlightTemplate"),
        page("Flight records", "flight_land", "missions.FlightRecord"),
    ),
    group(
        "Records",
        page("Events", "history", "records.Event"),
        page("Signatures", "draw", "records.Signature"),
        page("Revocations", "undo", "records.Revocation"),
    ),
    group(
        "People",
        page("Users", "group", "accounts.User", active=is_other_people),
        page("Pilot groups", "groups", "accounts.PilotGroup"),
        page("API keys", "key", "accounts.Token"),
    ),
]

BLUE = {
    "50": "oklch(97% .013 245)",
    "100": "oklch(94% .028 245)",
    "200": "oklch(88.5% .058 245)",
    "300": "oklch(80.5% .1 245)",
    "400": "oklch(70.5% .14 247)",
    "500": "oklch(61.5% .155 250)",
    "600": "oklch(53% .155 252)",
    "700": "oklch(46.5% .14 254)",
    "800": "oklch(40.5% .115 255)",
    "900": "oklch(36% .09 256)",
    "950": "oklch(27% .07 258)",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Downwind",
    "SITE_HEADER": "office.base.site.school_name",
    "SITE_SUBHEADER": "office.base.site.school_zone",
    "SITE_URL": None,  # the server has no other pages for people
    "SITE_SYMBOL": "flight",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("managers/icon.svg")}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {"primary": BLUE},
    "STYLES": [lambda request: static("managers/pages.css")],
    "DASHBOARD_CALLBACK": "office.dashboard.page.dashboard",
    # Searched in office/base/search.py, within the school and without a cache.
    "SIDEBAR": {"show_search": True, "command_search": True, "navigation": NAVIGATION},
}
