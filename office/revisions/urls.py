"""Addresses of the pages of revisions, inside the admin."""

from django.urls import path

from office.base.site import site
from office.revisions import move_page, pages

urlpatterns = [
    path("training/<uuid:training_id>/revisions/", site.admin_view(pages.show_course), name="course_revisions"),
    path("training/<uuid:training_id>/publish/", site.admin_view(pages.publish), name="course_publish"),
    path("training/<uuid:training_id>/start_revision/", site.admin_view(pages.start), name="course_start"),
    path("training/<uuid:training_id>/approve/", site.admin_view(pages.approve), name="course_approve"),
    path("training/<uuid:training_id>/discard/", site.admin_view(pages.discard), name="course_discard"),
    path("training/<uuid:training_id>/move/", site.admin_view(move_page.move_students), name="course_move"),
]
