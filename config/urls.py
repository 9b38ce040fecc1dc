"""The URLs of the server; each app lists the documented paths of its viewsets in its own `urls.py`."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

from api.home import home
from api.openapi.pages import DocumentPage
from config.url_index import IndexedUrls
from core.files.media import media
from office.base.site import site

APPS_WITH_API = ("accounts", "locations", "instructors", "trainings", "onsite", "exams", "missions", "retention")

urlpatterns = [
    path("", home, name="home"),
    path("admin/trainings/", include("office.syllabus_editor.urls")),
    path("admin/trainings/", include("office.required_hours.urls")),
    path("admin/trainings/", include("office.revisions.urls")),
    path("admin/messages/", include("office.inbox.urls")),
    path("admin/timetable/", include("office.timetable.urls")),
    path("admin/", site.urls),
    path("sso/", include("office.single_sign_on.urls")),
    path("media/<path:path>", media),
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("docs/", DocumentPage.as_view(url_name="openapi"), name="docs"),
    IndexedUrls([path("", include(f"{app}.urls")) for app in APPS_WITH_API]),
    path("inspection/", include("inspections.urls")),
    path("", include("webapp.urls")),
]

handler400 = "api.handlers.bad_request"
handler403 = "api.handlers.permission_denied"
handler404 = "api.handlers.page_not_found"
handler500 = "api.handlers.server_error"
