"""The addresses of the inspector's pages. They are pages, not the API: they are in no document of it."""

from django.urls import path
from django.views.generic import RedirectView

from inspections.pages import views

urlpatterns = [
    path("", views.TrainingsPage.as_view(), name="inspection"),
    path("enter/<str:key>/", views.EntryPage.as_view(), name="inspection_enter"),
    # Some mail programs leave out the last slash of a link.
    path("enter/<str:key>", RedirectView.as_view(pattern_name="inspection_enter")),
    path("leave/", views.LeavePage.as_view(), name="inspection_leave"),
    path("trainings/<id:training_id>/", views.EnrollmentsPage.as_view(), name="inspection_training"),
    path("trainings/<id:training_id>/sample/", views.SamplePage.as_view(), name="inspection_sample"),
    path("records/<id:enrollment_id>/", views.RecordPage.as_view(), name="inspection_record"),
    path("records/<id:enrollment_id>/record.<str:format>", views.FilePage.as_view(), name="inspection_file"),
    # The last one: it takes every address that is left.
    path("<path:rest>", views.UnknownPage.as_view()),
]
