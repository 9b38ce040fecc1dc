"""Documented paths of accounts (docs/api.md, section 2)."""

from django.urls import path

from accounts.endpoints.views import LoginViewSet, LogoutViewSet, NotificationViewSet, UserViewSet

urlpatterns = [
    path("login.json", LoginViewSet.as_view({"post": "login_at_root"})),
    path("users/login.json", LoginViewSet.as_view({"post": "login"})),
    path("users/logout.json", LogoutViewSet.as_view({"get": "logout_by_get", "post": "logout"})),
    path("users/view.json", UserViewSet.as_view({"get": "own"})),
    path("users/countries.json", UserViewSet.as_view({"get": "countries"})),
    path("users/timezones.json", UserViewSet.as_view({"get": "timezones"})),
    path("messages/messages/unread.json", NotificationViewSet.as_view({"get": "unread"})),
    path("messages/messages/read.json", NotificationViewSet.as_view({"post": "read"})),
]
