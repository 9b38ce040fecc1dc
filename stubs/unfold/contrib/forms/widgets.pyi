from typing import Any

from django.forms import Widget

class WysiwygWidget(Widget):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None: ...
