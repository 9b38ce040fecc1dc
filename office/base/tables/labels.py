"""What the exports of the lists call their columns, in the active language and in each."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.admin.utils import label_for_field
from django.utils.text import capfirst
from django.utils.translation import override

T = TypeVar("T")


def write_in_each_language(write: Callable[[], T]) -> dict[str, T]:
    """What `write` returns while each language of the server is active, by language."""
    written = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            written[language] = write()
    return written


def build_label(model_admin: Any, name: Any) -> str:
    """The label of a column of a list."""
    return capfirst(str(label_for_field(name, model_admin.model, model_admin)))


def list_labels(model_admin: Any) -> list[str]:
    """The labels of the columns of an export: those of the list, and what only the file has. `model_admin` is an
    ExportMixin whose list has the same columns for everybody."""
    shown = [name for name in model_admin.list_display if name not in model_admin.screen_columns]
    more = [str(column.heading) for column in model_admin.export_columns]
    return [*(build_label(model_admin, name) for name in shown), *more]
