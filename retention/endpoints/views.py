"""What people ask about their own data (docs/api.md, section 12)."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.sign_in.credentials import reject_api_key
from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet
from retention.endpoints.serializers import DataRequestInput, DataRequestOutput
from retention.models import DataRequest
from retention.requests.opening import ask

MAX_SHOWN = 50


class DataRequestViewSet(ApiViewSet):
    """`GET /users/data_requests.json`, `POST /users/data_request.json`"""

    @operation(
        "listDataRequests",
        response=inline_response("DataRequests", requests=DataRequestOutput(many=True)),
        summary="What I asked about my data, newest first",
    )
    def list(self, request: Request) -> Response:
        rows = DataRequest.objects.filter(user=get_caller(request)).order_by("-received_on", "-id")
        return Response({"requests": to_rows(DataRequestOutput, rows[:MAX_SHOWN])})

    @operation(
        "requestData",
        request=DataRequestInput,
        response=inline_response("DataRequested", result=DataRequestOutput()),
        summary="Ask for a copy of my data, or for its erasure",
    )
    def ask(self, request: Request) -> Response:
        reject_api_key()
        asked = ask(kind=self.validate_body(request, DataRequestInput)["kind"], by=get_caller(request))
        return Response({"result": DataRequestOutput(asked).data})
