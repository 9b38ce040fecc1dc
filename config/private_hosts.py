"""The setting ALLOWED_PRIVATE_HOSTS."""

import re
from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured

NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.IGNORECASE)


def parse_private_hosts(entries: list[str]) -> list[str]:
    """The entries without spaces. Raises ImproperlyConfigured for one that is no name, IP address or network: a list
    with a mistake in it would refuse what the operator meant to allow."""
    stripped = [entry.strip() for entry in entries if entry.strip()]
    for entry in stripped:
        if not is_network(entry) and not NAME.fullmatch(entry):
            raise ImproperlyConfigured(
                f"ALLOWED_PRIVATE_HOSTS has {entry!r}; it can have names, IP addresses and networks like 10.1.0.0/16."
            )
    return stripped


def is_network(entry: str) -> bool:
    try:
        ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return False
    return True
