"""The pages of single sign-on."""

from django.urls import path

from api import paths as paths  # registers the path converter <id:…>
from office.single_sign_on.pages import find_school, finish_login, start_login

urlpatterns = [
    path("", find_school, name="sso"),
    path("callback/", finish_login, name="sso_callback"),
    path("<id:company_id>/", start_login, name="sso_start"),
]
