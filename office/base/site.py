"""The managers' admin site."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib.admin import ModelAdmin
from django.contrib.auth.views import PasswordChangeView
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from unfold.sites import UnfoldAdminSite

from accounts.sign_in.devices import remember_device
from core.origin import Channel, set_channel
from office.base.domain_errors import handle_domain_errors
from office.base.managers import get_manager
from office.base.registration import set_field_names
from office.base.search import render_search_results
from office.people.login_forms import LoginForm, OwnPasswordForm


class ManagersSite(UnfoldAdminSite):
    """Open to managers alone (docs/api.md, section 1, Roles); instructors and students use the API.

    Its title and colours are set in config/unfold.py; its menu is computed in office/base/menu.py.
    """

    index_title = "Overview"
    index_template = "dashboard/index.html"
    login_form = LoginForm

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        super().register(model_or_iterable, admin_class, **options)
        for model in [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable:
            set_field_names(self._registry[model])

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_authenticated and user.may_log_in and user.is_manager)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(handle_domain_errors(record_as_admin(use_school_time(view))), cacheable)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's URLs without `view_on_site`, which redirects from a row to its public page: no row has one."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        title = apps.get_app_config(app_label).verbose_name
        return super().app_index(request, app_label, {"title": title} | (extra_context or {}))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        response = super().login(request, extra_context)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):  # the login succeeded
            remember_device(response, request, get_manager(request).pk)
        return response

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Replaces unfold's view, which allows no other form class.

        Its own form would set the password directly: a wrong old password would not count as a login attempt.
        """
        page = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            template_name="registration/password_change_form.html",
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return page(request)

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return render_search_results(self, request)


def record_as_admin(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a view: events that it records name the admin as their channel."""

    @wraps(view)
    def handle_request(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        set_channel(Channel.ADMIN)
        response: HttpResponseBase = view(request, *args, **kwargs)
        return response

    return handle_request


def use_school_time(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a view: it shows and parses every time in the school's time zone."""

    @wraps(view)
    def handle_request(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Django's widgets, lists and date hierarchies use the active time zone. A TemplateResponse would be rendered
        # after the view has returned, outside this block, so it is rendered here.
        with timezone.override(get_manager(request).company.zone):  # noqa: TID251
            response: HttpResponseBase = view(request, *args, **kwargs)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    return handle_request


site = ManagersSite(name="admin")


def get_school_name(request: HttpRequest) -> str:
    """The title above the menu."""
    return get_manager(request).company.name if request.user.is_authenticated else "Downwind"


def get_school_zone(request: HttpRequest) -> str:
    """The line below the school's name: the time zone of every time on the pages."""
    return f"Times in {get_manager(request).company.timezone_id}" if request.user.is_authenticated else ""
