"""Every address of the server."""

from django.urls import include, path

from config.admin import site

urlpatterns = [
    path("admin/", site.urls),
    path("", include("accounts.urls")),
    path("", include("trainings.urls")),
]

handler400 = "config.api.handlers.bad_request"
handler403 = "config.api.handlers.permission_denied"
handler404 = "config.api.handlers.page_not_found"
handler500 = "config.api.handlers.server_error"
