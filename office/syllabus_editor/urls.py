"""Addresses of the syllabus editor, inside the admin. `…/course/` is an old name, kept for bookmarks."""

from django.urls import path

from office.base.site import site
from office.syllabus_editor import pages

urlpatterns = [
    path("training/<uuid:training_id>/course/", site.admin_view(pages.edit_syllabus), name="course"),
    path("training/<uuid:training_id>/copy/", site.admin_view(pages.copy_page), name="course_copy"),
    path("training/templates/", site.admin_view(pages.list_templates), name="course_templates"),
    path("training/order/", site.admin_view(pages.save_order), name="course_order"),
    path("slide/picture/", site.admin_view(pages.upload_picture), name="slide_picture"),
    path("slide/<uuid:slide_id>/preview/", site.admin_view(pages.preview_slide), name="slide_preview"),
]
