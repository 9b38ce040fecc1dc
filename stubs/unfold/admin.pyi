from typing import TypeVar

from django.contrib import admin
from django.db.models import Model

_M = TypeVar("_M", bound=Model)
_ParentM = TypeVar("_ParentM", bound=Model)

class ModelAdmin(admin.ModelAdmin[_M]):
    list_filter_submit: bool
    list_fullwidth: bool
    list_before_template: str | None
    list_after_template: str | None
    change_form_before_template: str | None
    change_form_after_template: str | None
    compressed_fields: bool
    warn_unsaved_form: bool
    actions_list: tuple[str, ...] | list[str]
    actions_row: tuple[str, ...] | list[str]
    actions_detail: tuple[str, ...] | list[str]
    actions_submit_line: tuple[str, ...] | list[str]

class TabularInline(admin.TabularInline[_M, _ParentM]):
    tab: bool
