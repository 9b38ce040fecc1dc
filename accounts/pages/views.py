"""Pages by which people recover an account, set their password and confirm an address, without the API."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.csrf import csrf_failure

from accounts.models import User
from accounts.own_account.addresses import confirm_address
from accounts.own_account.recovery import find_recipient, request_recovery, set_forgotten_password
from accounts.pages.base import AccountPage, build_next_step, find_language
from accounts.pages.forms import PasswordForm, RecoveryForm
from accounts.pages.reads import read_confirmation
from accounts.sign_in.clients import build_client_info
from accounts.sign_in.devices import remember_device
from core.exceptions import InvalidInput, NotFound


class RecoveryPage(AccountPage):
    """`/account/recover/`: a mail with a link for whoever forgot the password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_form(RecoveryForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The same for every address, so that the response does not reveal which have accounts."""
        form = RecoveryForm(request.POST)
        if not settings.MAIL_ENABLED or not form.is_valid():
            return self.render_form(form)
        request_recovery(email=form.cleaned_data["email"], client=build_client_info(request))
        return HttpResponseRedirect(reverse("recovery_sent"))

    def render_form(self, form: RecoveryForm) -> HttpResponse:
        return self.render("recover.html", {"form": form, "sends_mail": settings.MAIL_ENABLED})


class RecoverySentPage(AccountPage):
    """`/account/recover/sent/`: the same for everybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("recovery_sent.html")


class PasswordPage(AccountPage):
    """`/account/password/{user_id}/{code}/`: the link of an invitation or a recovery."""

    def get(self, request: HttpRequest, user_id: int, code: str) -> HttpResponse:
        return self.render_form(self.find_user(user_id, code), PasswordForm())

    def post(self, request: HttpRequest, user_id: int, code: str) -> HttpResponseBase:
        user, form = self.find_user(user_id, code), PasswordForm(request.POST)
        if form.is_valid() and self.set_password(user, code, form):
            query = urlencode({"manager": str(int(user.is_manager)), "language": get_language() or ""})
            response = HttpResponseRedirect(f"{reverse('password_set')}?{query}")
            # As after a login: strangers who guess must not keep the owner from the login that comes next.
            remember_device(response, request, user.pk)
            return response
        return self.render_form(user, form)

    def find_user(self, user_id: int, code: str) -> User:
        user = find_recipient(user_id=user_id, code=code, client=build_client_info(self.request))
        self.use_language_of(user)
        return user

    def set_password(self, user: User, code: str, form: PasswordForm) -> bool:
        """Whether it was set; if it was too weak, the form says why."""
        client, password = build_client_info(self.request), form.cleaned_data["password"]
        try:
            set_forgotten_password(user_id=user.pk, code=code, password=password, client=client)
        except InvalidInput as error:
            form.add_error("password", error.errors["password"])
            return False
        return True

    def render_form(self, user: User, form: PasswordForm) -> HttpResponse:
        return self.render("password.html", {"person": user, "form": form})


class PasswordSetPage(AccountPage):
    """`/account/password/set/`: where to go from here. Its query says what is no secret, and is not believed."""

    def choose_language(self, request: HttpRequest) -> str:
        return find_language(request.GET.get("language", ""), super().choose_language(request))

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("password_set.html", build_next_step(is_manager=request.GET.get("manager") == "1"))


class ConfirmationPage(AccountPage):
    """`/account/confirm/{user_id}/{code}/`: the link to a new address.

    The address is confirmed by a button and not by opening the link, which programs that check mails for harmful links
    do as well.
    """

    def get(self, request: HttpRequest, user_id: int, code: str) -> HttpResponse:
        confirmation = read_confirmation(user_id, code)
        self.use_language_of(confirmation.user)
        context = {"person": confirmation.user, "address": confirmation.address}
        next_step = build_next_step(is_manager=confirmation.user.is_manager)
        return self.render("confirmed.html" if confirmation.is_done else "confirm.html", {**context, **next_step})

    def post(self, request: HttpRequest, user_id: int, code: str) -> HttpResponseBase:
        confirm_address(user_id=user_id, code=code, client=build_client_info(request))
        return HttpResponseRedirect(request.path)


class UnknownPage(AccountPage):
    """Every other address below `/account/`: most likely a link that a mail program has cut off."""

    def get(self, request: HttpRequest, rest: str = "") -> HttpResponse:
        raise NotFound

    post = get


class ExpiredFormPage(AccountPage):
    """A form without the cookie that Django compares it with: too old, or the browser keeps no cookies."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        self.setup(request)
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("expired_form.html", status=403)

    post = get


def reject_forged_form(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """The response to a form that may be forged (`CSRF_FAILURE_VIEW`): on these pages, in their design and language."""
    if request.path.startswith(("/account/", "/inspection/")):
        return ExpiredFormPage.as_view()(request)
    return csrf_failure(request, reason)
