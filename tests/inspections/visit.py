"""An inspector's visit: the access that a manager has opened, and the browser in which it is used."""

from datetime import date
from typing import Any

from django.test import Client

from accounts.models import User
from inspections.models import InspectorAccess
from inspections.opening import AccessInput, OpenedAccess, open_access
from trainings.models import Training

TODAY = date(2026, 3, 18)  # in Auckland at the time of the tests' frozen clock; in New York too


def build_input(*trainings: Training, **changes: Any) -> AccessInput:
    values: dict[str, Any] = {
        "inspector_name": "Pat Inspector",
        "authority": "CAA",
        "email": "pat@caa.example",
        "training_ids": [row.pk for row in trainings],
        "records_from": date(2024, 1, 1),
        "records_until": TODAY,
        "opens_on": TODAY,
        "closes_on": date(2026, 3, 20),
    }
    return AccessInput(**(values | changes))


class Visit:
    """The access of one inspector. `browser` behaves like one: an exception in a view is a response with status 500."""

    def __init__(self, by: User, *trainings: Training, **changes: Any) -> None:
        self.opened: OpenedAccess = open_access(data=build_input(*trainings, **changes), by=by)
        self.browser = Client(raise_request_exception=False)

    @property
    def access(self) -> InspectorAccess:
        return InspectorAccess.objects.select_related("company").get(pk=self.opened.access.pk)

    def enter(self, code: str = "", browser: Client | None = None) -> Any:
        return (browser or self.browser).post(self.opened.path, {"code": code or self.opened.code})

    def get(self, path: str = "", **query: str) -> Any:
        return self.browser.get(f"/inspection/{path}", query)
