"""The frame around the managers' pages: the menu in the order a school thinks, the name above it, the colours."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy

Item = dict[str, Any]


def build_students_link(request: HttpRequest) -> str:
    """The list of people, narrowed to the students. The settings load before the models, hence the import here."""
    from accounts.roles import Role

    return f"{reverse('admin:accounts_user_changelist')}?group__exact={Role.STUDENT.value}"


def is_students_list(request: HttpRequest) -> bool:
    return request.get_full_path() == build_students_link(request)


def is_other_people(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("admin:accounts_user_changelist")) and not is_students_list(request)


def may_see(model: str) -> Callable[[HttpRequest], bool]:
    """Whether a manager has the page of `model` at all; the menu shows no door that does not open."""

    def allowed(request: HttpRequest) -> bool:
        from office.base.site import site

        return bool(site.get_model_admin(apps.get_model(model)).has_view_permission(request))

    return allowed


def build_page_item(title: str, icon: str, model: str, **more: Any) -> Item:
    """A line of the menu that leads to the list of a model."""
    link = reverse_lazy(f"admin:{model.replace('.', '_').lower()}_changelist")
    return {"title": title, "icon": icon, "link": link, "permission": may_see(model), **more}


def build_group(title: str, *items: Item) -> Item:
    return {"title": title, "items": list(items)}


NAVIGATION: list[Item] = [
    build_group("", {"title": "Overview", "icon": "dashboard", "link": reverse_lazy("admin:index")}),
    build_group(
        "Students",
        build_page_item("Enrollments", "school", "trainings.Enrollment"),
        build_page_item("Certificates", "workspace_premium", "certificate.Certificate"),
        build_page_item("Students", "person", "accounts.User")
        | {"link": build_students_link, "active": is_students_list},
    ),
    build_group(
        "Syllabus",
        build_page_item("Trainings", "menu_book", "trainings.Training"),
        build_page_item("Subjects", "topic", "trainings.Subject"),
        build_page_item("Lessons", "article", "trainings.Lesson"),
        build_page_item("Slides", "slideshow", "trainings.Slide"),
    ),
    build_group(
        "Classes",
        build_page_item("Classes", "event", "onsite.ClassSession"),
        build_page_item("Locations", "location_on", "locations.Location"),
    ),
    build_group(
        "Exams",
        build_page_item("Exams", "quiz", "exams.Exam"),
        build_page_item("Questions", "help", "exams.Question"),
        build_page_item("Attempts", "assignment_turned_in", "exams.Attempt"),
    ),
    build_group(
        "Missions",
        build_page_item("Flight templates", "flight_takeoff", "missions.FlightTemplate"),
        build_page_item("Flight records", "flight_land", "missions.FlightRecord"),
    ),
    build_group(
        "Records",
        build_page_item("Events", "history", "records.Event"),
        build_page_item("Signatures", "draw", "records.Signature"),
        build_page_item("Revocations", "undo", "records.Revocation"),
    ),
    build_group(
        "People",
        build_page_item("Users", "group", "accounts.User", active=is_other_people),
        build_page_item("Pilot groups", "groups", "accounts.PilotGroup"),
        build_page_item("API keys", "key", "accounts.Token"),
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
    "SITE_HEADER": "office.base.site.get_school_name",
    "SITE_SUBHEADER": "office.base.site.get_school_zone",
    "SITE_URL": None,  # the server has no other pages for people
    "SITE_SYMBOL": "flight",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("managers/icon.svg")}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {"primary": BLUE},
    "STYLES": [lambda request: static("managers/pages.css")],
    "DASHBOARD_CALLBACK": "office.dashboard.page.add_dashboard",
    # Searched in office/base/search.py, within the school and without a cache.
    "SIDEBAR": {"show_search": True, "command_search": True, "navigation": NAVIGATION},
}
