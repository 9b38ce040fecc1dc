"""Addresses of the pages about required hours, inside the admin."""

from django.urls import path

from office.base.site import site
from office.required_hours.pages import edit_required_hours

urlpatterns = [
    path("training/<uuid:training_id>/hours/", site.admin_view(edit_required_hours), name="required_hours"),
]
