"""Addresses of the timetable, inside the admin."""

from django.urls import path

from office.base.site import site
from office.timetable import pages, sheet_page
from office.timetable.series import pages as series_pages

urlpatterns = [
    path("", site.admin_view(pages.show_timetable), name="timetable"),
    path("classes/", site.admin_view(pages.list_classes), name="timetable_classes"),
    path("classes/<uuid:class_id>/move/", site.admin_view(pages.move), name="timetable_move"),
    path("classes/<uuid:class_id>/sheet.pdf", site.admin_view(sheet_page.print_sheet), name="attendance_sheet"),
    path("repeat/", site.admin_view(series_pages.repeat), name="timetable_repeat"),
    path("copy/", site.admin_view(series_pages.copy_week), name="timetable_copy"),
]
