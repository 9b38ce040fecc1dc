"""Documented paths of accounts (docs/api.md, sections 2, 12 and 13), and the pages of docs/account-pages.md."""

from django.urls import path, re_path

from accounts.endpoints.login.views import LateLogoutViewSet, LoginViewSet, LogoutViewSet
from accounts.endpoints.messages.views import MessageViewSet, NotificationViewSet
from accounts.endpoints.own_account.link_views import ConfirmationViewSet, RecoveryViewSet
from accounts.endpoints.own_account.views import OwnAccountViewSet, SessionViewSet
from accounts.endpoints.people.views import PeopleViewSet, ReminderViewSet, RoleViewSet
from accounts.endpoints.pilot_groups.views import PilotGroupViewSet
from accounts.endpoints.second_factor.views import SecondFactorViewSet
from accounts.endpoints.single_sign_on.views import SingleSignOnViewSet
from accounts.endpoints.views import UserViewSet
from accounts.pages.urls import account_pages
from api.paths import NAMED
from trainings.endpoints.person.views import PersonViewSet

messages = NotificationViewSet.as_view({"get": "list"})
people = PeopleViewSet.as_view({"get": "list"})

urlpatterns = [
    path("login.json", LoginViewSet.as_view({"post": "login_at_root"})),
    path("users/login.json", LoginViewSet.as_view({"post": "login"})),
    path("users/sso.json", SingleSignOnViewSet.as_view({"post": "exchange"})),
    path("users/logout.json", LogoutViewSet.as_view({"get": "logout_by_get", "post": "logout"})),
    path("users/end_session.json", LateLogoutViewSet.as_view({"post": "end"})),
    path("users/totp.json", SecondFactorViewSet.as_view({"post": "start"})),
    path("users/totp_confirm.json", SecondFactorViewSet.as_view({"post": "confirm"})),
    path("users/totp_disable.json", SecondFactorViewSet.as_view({"post": "disable"})),
    path("users/recovery_codes.json", SecondFactorViewSet.as_view({"post": "renew"})),
    path("users/view.json", UserViewSet.as_view({"get": "own"})),
    path("users/company.json", UserViewSet.as_view({"get": "company"})),
    path("users/countries.json", UserViewSet.as_view({"get": "countries"})),
    path("users/timezones.json", UserViewSet.as_view({"get": "timezones"})),
    path("users/edit.json", OwnAccountViewSet.as_view({"post": "edit"})),
    path("users/password.json", OwnAccountViewSet.as_view({"post": "change_password"})),
    path("users/email.json", OwnAccountViewSet.as_view({"post": "change_email"})),
    path("users/password_recover.json", RecoveryViewSet.as_view({"post": "recover"})),
    path(
        "users/new_password/<user_id:user_id>/<str:code>.json",
        RecoveryViewSet.as_view({"get": "view_link", "post": "set_password"}),
    ),
    path("users/confirmation/<user_id:user_id>/<str:code>/email.json", ConfirmationViewSet.as_view({"get": "confirm"})),
    path("users/logins.json", SessionViewSet.as_view({"get": "list"})),
    path("users/closesession/<id:session_id>.json", SessionViewSet.as_view({"post": "close"})),
    path("messages.json", messages),
    re_path(rf"^messages/{NAMED}\.json\Z", messages),
    path("messages/messages/unread.json", NotificationViewSet.as_view({"get": "unread"})),
    path("messages/messages/read.json", NotificationViewSet.as_view({"post": "read"})),
    path("messages/messages/view/<id:id>.json", MessageViewSet.as_view({"get": "retrieve"})),
    path("manager/users.json", people),
    re_path(rf"^manager/users/{NAMED}\.json\Z", people),
    path("manager/users/list.json", PeopleViewSet.as_view({"get": "names"})),
    path("manager/users/view/<user_id:user_id>.json", PersonViewSet.as_view({"get": "retrieve"})),
    path("manager/users/create.json", PeopleViewSet.as_view({"post": "create"})),
    path("manager/users/edit.json", PeopleViewSet.as_view({"post": "edit"})),
    path("manager/users/delete/<user_id:user_id>.json", PeopleViewSet.as_view({"post": "delete"})),
    path("pilots/reminder.json", ReminderViewSet.as_view({"post": "remind"})),
    path("users/user_groups.json", RoleViewSet.as_view({"get": "list"})),
    path("users/user_groups/1.json", RoleViewSet.as_view({"get": "list_all"})),
    path("pilot_groups/manager_index.json", PilotGroupViewSet.as_view({"get": "index"})),
    path("pilot_groups/manager_view/<id:id>.json", PilotGroupViewSet.as_view({"get": "retrieve"})),
    path("pilot_groups/manager_add.json", PilotGroupViewSet.as_view({"post": "add"})),
    path("pilot_groups/manager_edit/<id:id>.json", PilotGroupViewSet.as_view({"post": "edit"})),
    path("pilot_groups/manager_delete/<id:id>.json", PilotGroupViewSet.as_view({"post": "delete"})),
    *account_pages,
]
