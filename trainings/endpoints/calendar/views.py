"""The calendar, and its iCal feed (docs/api.md, section 9)."""

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.sign_in.sessions import digest_secret
from api.callers import get_caller
from api.openapi.schema import DONE, file_operation, inline_response, operation, query_parameter
from api.outputs.serializers import to_rows
from api.parameters import read_parameters
from api.views import ApiViewSet, validate_values
from core.addresses.public import build_public_address
from core.exceptions import NotFound
from onsite.endpoints.reads import list_classes_between
from trainings.endpoints.calendar import ical, reads, services
from trainings.endpoints.calendar.serializers import CalendarEventOutput, CalendarInput

PARAMETERS = {"start", "end", "timeZone", "training"}
FEED_ADDRESS = "/trainings/trainings/calendar.ics?token="


class CalendarViewSet(ApiViewSet):
    """`GET /trainings/trainings/calendar.json`; and the feed's two, which the documented API does not have:
    `POST /trainings/trainings/calendar_feed.json`, `…/calendar_feed_revoke.json`."""

    @operation(
        "listCalendar",
        response=CalendarEventOutput(many=True),
        parameters=[
            query_parameter(
                "start",
                "Where the range begins: a date or a moment; without an offset it is in `timeZone`.",
                required=True,
            ),
            query_parameter("end", "Where the range ends. The same date as `start`: that day.", required=True),
            query_parameter("timeZone", "The IANA time zone that the answer's times are written in.", required=True),
            query_parameter("training", "Only classes of the training with this id."),
        ],
        summary="Classes as calendar widgets take them",
    )
    def list(self, request: Request) -> Response:
        data = validate_values(read_parameters(request, PARAMETERS), CalendarInput)
        rows = list_classes_between(get_caller(request), data["start"], data["end"], data["training"])
        return Response(to_rows(CalendarEventOutput, rows, zone=data["timeZone"]))

    @operation(
        "issueCalendarFeed",
        response=inline_response(
            "CalendarFeed",
            result=serializers.BooleanField(),
            url=serializers.URLField(),
            token=serializers.CharField(),
        ),
        summary="Open my calendar feed under a new address",
    )
    def issue_feed(self, request: Request) -> Response:
        """Opens the caller's feed under a new address; the one before stops working."""
        token = services.issue_feed(by=get_caller(request))
        url = build_public_address(request, FEED_ADDRESS + token)
        return Response({"result": True, "url": url, "token": token}, headers={"Cache-Control": "no-store"})

    @operation("revokeCalendarFeed", response=DONE, summary="Close my calendar feed")
    def revoke_feed(self, request: Request) -> Response:
        services.revoke_feed(by=get_caller(request))
        return Response({"result": True})


class FeedViewSet(ApiViewSet):
    """`GET /trainings/trainings/calendar.ics?token=`: not in the documented API.

    The token in the query is all that calendar programs can send. It must not reach a log: access logs in front of
    this address leave the query out.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @file_operation(
        "readCalendarFeed",
        "text/calendar",
        parameters=[query_parameter("token", "The secret of the feed.", required=True)],
        summary="A person's classes for calendar programs",
    )
    def retrieve(self, request: Request) -> HttpResponse:
        feed = reads.find_feed(digest_secret(request.query_params.get("token", "")))
        if feed is None:
            raise NotFound
        now = timezone.now()
        text = ical.write_calendar(feed.user.company, reads.list_feed_entries(feed.user, now), now)
        headers = {"Cache-Control": "private, no-cache"}
        return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
