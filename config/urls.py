"""Every address of the server."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView

from config.admin import site
from config.home import home
from config.media import media

urlpatterns = [
    path("", home, name="home"),
    path("admin/trainings/", include("trainings.authoring.course_urls")),
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

handler400 = "config.api.handlers.bad_request"
handler403 = "config.api.handlers.permission_denied"
handler404 = "config.api.handlers.page_not_found"
handler500 = "config.api.handlers.server_error"
