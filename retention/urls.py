"""Documented paths of retention (docs/api.md, section 12)."""

from django.urls import path

from retention.endpoints.views import DataRequestViewSet

urlpatterns = [
    path("users/data_requests.json", DataRequestViewSet.as_view({"get": "list"})),
    path("users/data_request.json", DataRequestViewSet.as_view({"post": "ask"})),
]
