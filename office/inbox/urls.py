"""Addresses of the inbox, inside the admin."""

from django.urls import path

from office.base.site import site
from office.inbox import pages

urlpatterns = [
    path("", site.admin_view(pages.list_inbox), name="inbox"),
    path("read/", site.admin_view(pages.read_all), name="inbox_read_all"),
    path("<uuid:message_id>/", site.admin_view(pages.open_message), name="inbox_message"),
]
