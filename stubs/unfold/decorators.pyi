from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models.expressions import BaseExpression, Combinable
from django_stubs_ext import StrOrPromise

_F = TypeVar("_F", bound=Callable[..., Any])

def action(
    *,
    permissions: Iterable[str] | None = None,
    description: StrOrPromise | None = None,
    url_path: str | None = None,
    attrs: dict[str, Any] | None = None,
    icon: str | None = None,
) -> Callable[[_F], _F]: ...
def display(
    *,
    boolean: bool | None = None,
    image: bool | None = None,
    ordering: str | Combinable | BaseExpression | None = None,
    description: StrOrPromise | None = None,
    empty_value: str | None = None,
    dropdown: bool | None = None,
    label: bool | str | dict[str, str] | None = None,
    header: bool | None = None,
) -> Callable[[_F], _F]: ...
