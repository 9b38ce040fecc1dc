"""The URLs of the server; each app lists the documented paths of its viewsets in its own `urls.py`."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView

from api.home import home
from core.files.media import media
from office.base.site import site

urlpatterns = [
    path("", home, name="home"),
    path("admin/trainings/", include("office.syllabus_editor.urls")),
    path("admin/", site.urls),
    path("media/<path:path>", media),
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="openapi"), name="docs"),
    path("", include("accounts.urls")),
    path("", include("locations.urls")),
    path("", include("trainings.urls")),
    path("", include("onsite.urls")),
    path("", include("exams.urls")),
    path("", include("missions.urls")),
]

handler400 = "api.handlers.bad_request"
handler403 = "api.handlers.permission_denied"
handler404 = "api.handlers.page_not_found"
handler500 = "api.handlers.server_error"
