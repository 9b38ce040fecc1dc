"""Links to the lists of the managers' admin."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


def build_list_link(model: str, **filters: Any) -> str:
    """The address of the list of `app.model` with these filters."""
    address = reverse(f"admin:{model.replace('.', '_')}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address
