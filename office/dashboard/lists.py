"""The lists of the managers' admin that the figures of the front page lead to."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


def build_list_link(model: str, **narrowed: Any) -> str:
    """The address of the list of `app.model`, narrowed by its filters."""
    address = reverse(f"admin:{model.replace('.', '_')}_changelist")
    return f"{address}?{urlencode(narrowed)}" if narrowed else address
