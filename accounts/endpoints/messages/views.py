"""Messages to the caller (docs/api.md, sections 2 and 12)."""

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints.messages import reads
from accounts.endpoints.messages.serializers import NotificationOutput, NotificationReadInput, NotificationRowOutput
from accounts.notifications import mark_read
from api import pagination
from api.callers import get_caller
from api.openapi.schema import DONE, PAGE_PARAMETERS, PaginateOutput, inline_response, operation
from api.outputs.serializers import Output, to_rows
from api.parameters import read_parameters
from api.safe_gets import StateChangingGets
from api.views import ApiViewSet, get_one_or_404

MESSAGES_A_PAGE = 30


class MessageViewOutput(Output[Any]):
    """`GET /messages/messages/view/{id}.json`"""

    message = NotificationRowOutput()
    family = serializers.ListField(child=NotificationRowOutput())


class NotificationViewSet(ApiViewSet):
    """`GET /messages.json`, `/messages/messages/unread.json`, `POST /messages/messages/read.json`"""

    @operation(
        "listMessages",
        response=inline_response("Messages", messages=NotificationRowOutput(many=True), paginate=PaginateOutput()),
        parameters=PAGE_PARAMETERS,
        summary="Messages, newest first",
    )
    def list(self, request: Request, named: str = "") -> Response:
        values = read_parameters(request, pagination.PARAMETERS, named)
        page = pagination.paginate(reads.list_messages(get_caller(request)), values, limit=MESSAGES_A_PAGE)
        return Response({"messages": to_rows(NotificationRowOutput, page.rows), "paginate": page.as_output})

    @operation(
        "listUnreadMessages",
        response=inline_response("UnreadMessages", messages=NotificationOutput(many=True)),
        summary="Unread messages, newest first",
    )
    def unread(self, request: Request) -> Response:
        messages = reads.list_unread_messages(get_caller(request))
        return Response({"messages": to_rows(NotificationOutput, messages)})

    @operation("readMessage", request=NotificationReadInput, response=DONE, summary="Mark a message as read")
    def read(self, request: Request) -> Response:
        mark_read(user=get_caller(request), notification_id=self.validate_body(request, NotificationReadInput)["id"])
        return Response({"result": True})


class MessageViewSet(StateChangingGets):
    """`GET /messages/messages/view/{id}.json`"""

    @operation("viewMessage", response=MessageViewOutput, summary="A message, which marks it as read")
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        user = get_caller(request)
        mark_read(user=user, notification_id=id)
        message = get_one_or_404(reads.list_messages(user), pk=id)
        # The server's messages have no replies, which documented clients would find here.
        return Response({"message": NotificationRowOutput(message).data, "family": []})
