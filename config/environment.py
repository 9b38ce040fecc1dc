"""Reads settings from the environment and from a `.env` file next to manage.py; an error names the variable."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on", "y", "t", "ok"}, {"0", "false", "no", "off", "n", "f"}
REDIS = "django.core.cache.backends.redis.RedisCache"
CACHE_TIMEOUT_SECONDS = 0.5  # a counter in memory, in the same network: it answers within milliseconds or not at all
KINDS: dict[type, str] = {int: "a whole number", bool: "true or false", float: "a number"}


class Environment(environ.Env):
    """django-environ's, but stricter: it takes any other word than TRUE as false, and its errors name no variable."""

    def get_value(
        self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        text = self.ENVIRON.get(var)
        if cast is bool and text is not None and text.strip().lower() not in TRUE | FALSE:
            raise build_setting_error(var, text, cast)
        try:
            return super().get_value(var, cast=cast, default=default, parse_default=parse_default)
        except ValueError as error:
            raise build_setting_error(var, text, cast) from error

    def get_number(self, var: str, default: int, *, at_least: int = 0) -> int:
        """A whole number. Raises ImproperlyConfigured for one below `at_least`."""
        number: int = self.int(var, default)
        if number < at_least:
            raise ImproperlyConfigured(f"{var} is {number}; it must be at least {at_least}.")
        return number

    def get_base_url(self, var: str) -> str:
        """The URL of a site, as it was written; empty if it is not set."""
        url: str = self.str(var, "")
        if url and not is_site(url):
            raise ImproperlyConfigured(f"{var} is {url!r}; it must be an address like https://training.school.example.")
        return url

    def get_listening_address(self, var: str, default: str) -> str:
        """The address a server listens on: `host:port` or `unix:/path`."""
        address: str = self.str(var, default)
        port = address.rpartition(":")[2]
        if not address.startswith("unix:") and not (port.isdecimal() and ":" in address and int(port) < 2**16):
            raise ImproperlyConfigured(f"{var} is {address!r}; it must be an address like 127.0.0.1:8000.")
        return address


def is_site(url: str) -> bool:
    """Whether it is an absolute URL of HTTP, to which a path can be added."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of the port, or of an IPv6 address
        return False


def build_setting_error(var: str, text: str | None, cast: Any) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{var} is {text!r}; it must be {KINDS.get(cast, 'something else')}.")


def read_environment(directory: Path) -> Environment:
    """The variables of this process, which take precedence over those of the file.

    An empty value counts as not set: `.env.example` leaves many empty, and `docker compose` passes them on as such.
    """
    environ.Env.read_env(directory / ".env")
    env = Environment()
    env.ENVIRON = {name: value for name, value in os.environ.items() if value}
    return env


def build_cache_settings(env: Environment, *, default: str) -> dict[str, Any]:
    """The `CACHES` entry for `CACHE_URL`."""
    try:
        entry: dict[str, Any] = env.cache_url("CACHE_URL", default=default)
    except (ImproperlyConfigured, ValueError, KeyError) as error:
        raise ImproperlyConfigured("CACHE_URL must be an address like rediscache://127.0.0.1:6379/0.") from error
    if entry["BACKEND"] == REDIS:
        # A cache that hangs must not hang every request with it. Options of the address take precedence.
        limits = {"socket_timeout": CACHE_TIMEOUT_SECONDS, "socket_connect_timeout": CACHE_TIMEOUT_SECONDS}
        entry = entry | {"OPTIONS": limits | entry.get("OPTIONS", {})}
    return entry
