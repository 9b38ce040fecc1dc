"""Where the web app is: on this server, unless the operator names another client (`CLIENT_URL`)."""

from django.conf import settings

APP_PATH = "/app/"


def get_app_address() -> str:
    """For links on pages of this server; a path where the client is this server's own app without a `PUBLIC_URL`."""
    return settings.CLIENT_URL or APP_PATH
