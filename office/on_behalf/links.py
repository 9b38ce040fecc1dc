"""The addresses of the pages of one row, and the links to them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from office.base.admins import ScopedAdmin


class ActLink(NamedTuple):
    """A button above the page of a row; `name` is that of the page, `icon` is of Material Symbols."""

    name: str
    title: str
    icon: str


def build_path(model_admin: ScopedAdmin, name: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
    """`{id}/{name}/`. A malformed id finds no page, as the id of no row or of another school's does."""
    wrapped = model_admin.admin_site.admin_view(view)
    return path(f"<uuid:id>/{name}/", wrapped, name=build_name(model_admin, name))


def build_name(model_admin: ScopedAdmin, name: str) -> str:
    return f"{model_admin.opts.app_label}_{model_admin.opts.model_name}_{name}"


def render_link(model_admin: ScopedAdmin, name: str, row: Any, text: str) -> SafeString:
    """A link in a list to a page of the row."""
    address = reverse(f"admin:{build_name(model_admin, name)}", args=[row.pk])
    return format_html(
        '<a href="{}" class="inline-block py-1 text-primary-600 underline dark:text-primary-500">{}</a>', address, text
    )
