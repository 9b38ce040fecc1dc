"""The rich-text editor of slides: Trix in unfold's widget, with uploads of pictures."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from unfold.contrib.forms.widgets import WysiwygWidget
from unfold.widgets import UnfoldAdminTextareaWidget


class RichText(WysiwygWidget):
    """Trix. A picture that is dropped, pasted or chosen is uploaded immediately; the text contains its URL."""

    template_name = "syllabus_editor/rich_text.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-pictures": reverse_lazy("slide_picture"), **(attrs or {})})

    @property
    def media(self) -> forms.Media:
        """Our own copy of Trix with unfold's settings: the copy in unfold 2.1.1 runs scripts in pasted HTML."""
        return forms.Media(
            css={"all": ("unfold/forms/css/trix/trix.css", "syllabus_editor/rich_text.css")},
            js=(
                "syllabus_editor/trix/trix.umd.min.js",
                "unfold/forms/js/trix.config.js",
                "syllabus_editor/rich_text.js",
            ),
        )


class HtmlSource(UnfoldAdminTextareaWidget):
    """A text area for the HTML of a slide that the editor could not preserve."""
