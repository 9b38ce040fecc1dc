"""The addresses of the account pages, in mails and in the admin. None of them may change: mails keep them."""

from django.urls import path
from django.views.generic import RedirectView

from accounts.pages import views
from accounts.pages.unsubscribing import UnsubscribePage

account_pages = [
    path("account/", RedirectView.as_view(pattern_name="recover"), name="account"),
    path("account/recover/", views.RecoveryPage.as_view(), name="recover"),
    path("account/recover/sent/", views.RecoverySentPage.as_view(), name="recovery_sent"),
    path("account/password/set/", views.PasswordSetPage.as_view(), name="password_set"),
    path("account/password/<user_id:user_id>/<str:code>/", views.PasswordPage.as_view(), name="account_password"),
    path("account/confirm/<user_id:user_id>/<str:code>/", views.ConfirmationPage.as_view(), name="account_confirm"),
    path("account/unsubscribe/<str:token>/", UnsubscribePage.as_view(), name="account_unsubscribe"),
    # Some mail programs leave out the last slash of a link.
    path("account/password/<user_id:user_id>/<str:code>", views.PasswordPage.as_view()),
    path("account/confirm/<user_id:user_id>/<str:code>", views.ConfirmationPage.as_view()),
    path("account/unsubscribe/<str:token>", UnsubscribePage.as_view()),
    # The last one: it takes every address that is left.
    path("account/<path:rest>", views.UnknownPage.as_view()),
]
