"""The rich-text editor of slides: Trix, as unfold brings it, with pictures."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from unfold.contrib.forms.widgets import WysiwygWidget
from unfold.widgets import UnfoldAdminTextareaWidget


class RichText(WysiwygWidget):
    """Trix; pictures that are dropped, pasted or chosen go to the server at once and stand in the text by address."""

    template_name = "syllabus_editor/rich_text.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-pictures": reverse_lazy("slide_picture"), **(attrs or {})})

    @property
    def media(self) -> forms.Media:
        """Trix is our own copy, under unfold's settings: that of unfold (2.1.1) runs scripts that somebody pastes."""
        return forms.Media(
            css={"all": ("unfold/forms/css/trix/trix.css", "syllabus_editor/rich_text.css")},
            js=("syllabus_editor/trix/trix.umd.min.js", "unfold/forms/js/trix.config.js", "syllabus_editor/rich_text.js"),
        )


class HtmlSource(UnfoldAdminTextareaWidget):
    """The HTML itself, for what the editor could not keep."""
