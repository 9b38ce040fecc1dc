"""Settings from the environment, and from a `.env` file beside manage.py; what cannot be read is refused by name."""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on", "y", "t", "ok"}, {"0", "false", "no", "off", "n", "f"}
KINDS: dict[type, str] = {int: "a whole number", bool: "true or false", float: "a number"}


class Environment(environ.Env):
    """As django-environ's, except that a flag is one of the words for it, and a mistake names its variable."""

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

    def number(self, var: str, default: int, *, at_least: int = 0) -> int:
        """A whole number; refuses, naming the variable, one below the least that makes sense."""
        number: int = self.int(var, default)
        if number < at_least:
            raise ImproperlyConfigured(f"{var} is {number}; it must be at least {at_least}.")
        return number

    def get_listening_address(self, var: str, default: str) -> str:
        """Where a server listens: `host:port`, or `unix:/path`."""
        address: str = self.str(var, default)
        port = address.rpartition(":")[2]
        if not address.startswith("unix:") and not (port.isdecimal() and ":" in address and int(port) < 2**16):
            raise ImproperlyConfigured(f"{var} is {address!r}; it must be an address like 127.0.0.1:8000.")
        return address


def build_setting_error(var: str, text: str | None, cast: Any) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{var} is {text!r}; it must be {KINDS.get(cast, 'something else')}.")


def read_environment(directory: Path) -> Environment:
    """The variables of this process over those of the file.

    A name without a value, as `.env.example` leaves them, says the same as no name.
    """
    environ.Env.read_env(directory / ".env")
    env = Environment()
    env.ENVIRON = {name: value for name, value in os.environ.items() if value}
    return env


def build_cache_settings(env: Environment, *, default: str) -> dict[str, Any]:
    """The entry of `CACHES` for `CACHE_URL`."""
    try:
        entry: dict[str, Any] = env.cache_url("CACHE_URL", default=default)
    except (ImproperlyConfigured, ValueError, KeyError) as error:
        raise ImproperlyConfigured("CACHE_URL must be an address like rediscache://127.0.0.1:6379/0.") from error
    return entry
