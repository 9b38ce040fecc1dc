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
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.sites import UnfoldAdminSite

from accounts.sign_in.devices import remember_device
from accounts.sign_in.second_factor.checking import CodeRequired
from accounts.sign_in.single_sign_on.providers import has_providers
from core.addresses.app import get_app_address
from core.origin import Channel, set_channel
from office.base.domain_errors import handle_domain_errors
from office.base.managers import get_manager
from office.base.palette import build_palette
from office.base.registration import set_field_names
from office.base.search import render_search_results
from office.people.login_forms import LoginForm, OwnPasswordForm
from office.people.second_factor.code_page import begin_pending_login, render_code_page
from office.people.second_factor.own_page import render_own_page


class ManagersSite(UnfoldAdminSite):
    """Open to managers alone (docs/api.md, section 1, Roles); instructors and students use the API.

    Its title and colours are set in config/unfold.py; its menu is computed in office/base/menu.py.
    """

    index_title = gettext_lazy("Overview")
    index_template = "dashboard/index.html"
    login_form = LoginForm
    login_template = "managers/login.html"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        super().register(model_or_iterable, admin_class, **options)
        for model in [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable:
            set_field_names(self._registry[model])

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the accent colour of the manager's school. Unfold keeps the colours of its settings for all requests."""
        context = super().each_context(request)
        accent = get_manager(request).company.accent_color if request.user.is_authenticated else ""
        return {**context, "colors": {**context["colors"], "primary": build_palette(accent)}} if accent else context

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_authenticated and user.may_log_in and user.is_manager)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(handle_domain_errors(record_as_admin(view)), cacheable)

    def extra_urls(self) -> list[URLPattern]:
        """The pages of the second factor, which unfold adds to Django's."""
        return [
            path("login/code/", self.login_code, name="login_code"),
            path("second_factor/", self.admin_view(self.second_factor), name="second_factor"),
        ]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's URLs without `view_on_site`, which redirects from a row to its public page: no row has one."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        title = apps.get_app_config(app_label).verbose_name
        return super().app_index(request, app_label, {"title": title} | (extra_context or {}))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            response = super().login(
                request, {"has_providers": has_providers(), "app_address": get_app_address(), **(extra_context or {})}
            )
        except CodeRequired as error:  # the password alone logs nobody in who needs a code
            return begin_pending_login(request, error)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):  # the login succeeded
            remember_device(response, request, get_manager(request).pk)
        return response

    def login_code(self, request: HttpRequest) -> HttpResponseBase:
        return render_code_page(request, self.each_context(request))

    def second_factor(self, request: HttpRequest) -> HttpResponseBase:
        return render_own_page(request, self.each_context(request))

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


site = ManagersSite(name="admin")


def get_school_name(request: HttpRequest) -> str:
    """The title above the menu."""
    return get_manager(request).company.name if request.user.is_authenticated else "Downwind"


def get_school_zone(request: HttpRequest) -> str:
    """The line below the school's name: the time zone of every time on the pages."""
    if not request.user.is_authenticated:
        return ""
    return _("Times in %(zone)s") % {"zone": get_manager(request).company.timezone_id}
