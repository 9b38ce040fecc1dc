"""Settings of mail, from `EMAIL_URL` and `MAIL_FROM`."""

import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from config.environment import Environment

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FOLDER = "mail.delivery.folder.FolderBackend"
# The schemes with their ports. Not `smtps`: some programs mean STARTTLS by it, and others TLS from the start.
PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
NO_MAIL = {
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    "EMAIL_HOST": "",
    "EMAIL_PORT": 0,
    "EMAIL_HOST_USER": "",
    "EMAIL_HOST_PASSWORD": "",
    "EMAIL_USE_TLS": False,
    "EMAIL_USE_SSL": False,
    "EMAIL_FILE_PATH": "",
}
INVALID_URL = (
    "EMAIL_URL must be an address like smtp+tls://user:password@mail.school.example:587 (STARTTLS), smtp+ssl://… or "
    "smtp://…, or filemail:////path/to/folder. The characters :/?#[]@ of a user or password must be percent-encoded."
)


def build_mail_settings(env: Environment, *, folder: Path, is_production: bool) -> dict[str, Any]:
    """The arguments of Django's mail backend, and "EMAIL_BACKEND" itself. Raises ImproperlyConfigured.

    Without `EMAIL_URL`, a development server writes its mails to `folder`, and a production server sends none.
    """
    url = env.str("EMAIL_URL", "" if is_production else f"filemail:///{folder}")
    return NO_MAIL | (parse_email_url(env, url) if url else {})


def parse_email_url(env: Environment, url: str) -> dict[str, Any]:
    """Raises ImproperlyConfigured, never with the text of the URL: it holds a password."""
    try:
        with warnings.catch_warnings(action="ignore"):
            config: dict[str, Any] = env.email_url("EMAIL_URL", default=url)
        scheme = urlsplit(url).scheme
    except (ImproperlyConfigured, ValueError, KeyError, UnicodeError) as error:
        raise ImproperlyConfigured(INVALID_URL) from error
    if scheme == "filemail" and config["EMAIL_FILE_PATH"].startswith("/"):
        return {"EMAIL_BACKEND": FOLDER, "EMAIL_FILE_PATH": config["EMAIL_FILE_PATH"]}
    if scheme not in PORTS or not config["EMAIL_HOST"] or config["EMAIL_FILE_PATH"]:
        raise ImproperlyConfigured(INVALID_URL)
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": config["EMAIL_HOST"],
        "EMAIL_PORT": config["EMAIL_PORT"] or PORTS[scheme],
        "EMAIL_HOST_USER": config["EMAIL_HOST_USER"] or "",
        "EMAIL_HOST_PASSWORD": config["EMAIL_HOST_PASSWORD"] or "",
        "EMAIL_USE_TLS": scheme == "smtp+tls",
        "EMAIL_USE_SSL": scheme == "smtp+ssl",
    }


def get_sender(env: Environment, public_url: str, *, is_required: bool) -> str:
    """The address that mails come from: `MAIL_FROM`, or else noreply@ the host of `PUBLIC_URL`.

    Raises ImproperlyConfigured if mail is sent (`is_required`) without a `PUBLIC_URL`, for links would lead nowhere.
    """
    if is_required and not public_url:
        raise ImproperlyConfigured("PUBLIC_URL must be set where EMAIL_URL is: the links in mails begin with it.")
    address: str = env.str("MAIL_FROM", "")
    host = urlsplit(public_url).hostname
    if not address:
        return f"noreply@{host or 'localhost'}"
    try:
        validate_email(address)
    except ValidationError as error:
        sentence = f"MAIL_FROM is {address!r}; it must be an address like noreply@school.example."
        raise ImproperlyConfigured(sentence) from error
    return address
