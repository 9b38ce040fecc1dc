"""Documented paths: the calendar (contract section 9); and its iCal feed."""

from django.urls import path

from trainings.calendar.views import CalendarViewSet, FeedViewSet

urlpatterns = [
    path("trainings/trainings/calendar.json", CalendarViewSet.as_view({"get": "list"})),
    path("trainings/trainings/calendar.ics", FeedViewSet.as_view({"get": "retrieve"})),
    path("trainings/trainings/calendar_feed.json", CalendarViewSet.as_view({"post": "issue_feed"})),
    path("trainings/trainings/calendar_feed_revoke.json", CalendarViewSet.as_view({"post": "revoke_feed"})),
]
