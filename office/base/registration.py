"""What an admin class declares for this site: its menu items, the names of its fields, whether the search finds it.

The menu, the search and `ManagersSite.register` read it; no other file lists models. To add a model, write its class in
the app's `admin.py`:

    @admin.register(Aircraft, site=site)
    class AircraftAdmin(ScopedAdmin):
        menu = (MenuItem(MenuGroup.CLASSES, "Aircraft", "flight", order=3),)
        field_names = {"is_grounded": "grounded"}
        search_fields = ("registration",)
        in_search = True
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import BaseModelAdmin
from django.utils.translation import gettext, gettext_noop
from django_stubs_ext import StrOrPromise


class MenuGroup(Enum):
    """The groups of the menu, in the order shown."""

    STUDENTS = gettext_noop("Students")
    SYLLABUS = gettext_noop("Syllabus")
    CLASSES = gettext_noop("Classes")
    EXAMS = gettext_noop("Exams")
    MISSIONS = gettext_noop("Missions")
    RECORDS = gettext_noop("Records")
    PEOPLE = gettext_noop("People")
    SCHOOL = gettext_noop("School")

    @property
    def title(self) -> str:
        name: str = self.value
        return gettext(name)


@dataclass(frozen=True)
class MenuItem:
    """An item of the menu, which opens the list of the model; `query` is a query string that filters it. With `page`,
    it opens the page with this name instead.

    `icon` is a name of Material Symbols; `order` places the item within its group.
    """

    group: MenuGroup
    title: StrOrPromise
    icon: str
    order: int
    query: str = ""
    page: str = ""


class AdminDeclarations(BaseModelAdmin[Any]):
    """Mixed into every ModelAdmin and inline of the site.

    `field_names` replaces the name that pages show for a field, `field_help` is shown below it in forms. Both are set
    here and not in the models, where every change of wording would need a migration. `durations` are the fields that
    hold seconds, and are typed in hours and minutes. With `in_search`, the search box
    finds rows by the `search_fields` and shows them with the icon of the first menu item; they lead to the
    `search_page` of the row.
    """

    menu: ClassVar[tuple[MenuItem, ...]] = ()
    in_search: ClassVar[bool] = False
    search_page: ClassVar[str] = "change"
    durations: ClassVar[tuple[str, ...]] = ()
    field_names: ClassVar[Mapping[str, StrOrPromise]] = {}
    field_help: ClassVar[Mapping[str, StrOrPromise]] = {}


def set_field_names(model_admin: ModelAdmin[Any]) -> None:
    """Applies `field_names` to the fields of the admin's model and of its inlines' models.

    `makemigrations` does not notice: it compares the name given in the model (`Field._verbose_name`).
    """
    for admin_or_inline in (model_admin, *model_admin.inlines):
        for name, text in getattr(admin_or_inline, "field_names", {}).items():
            admin_or_inline.model._meta.get_field(name).verbose_name = text
