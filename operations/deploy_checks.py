"""What `manage.py check --deploy` asks of a school's server beyond Django's own checks."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


@register(Tags.security, deploy=True)
def check_environment(**kwargs: Any) -> Iterable[CheckMessage]:
    """Is it a production server, and does it know the names under which people reach it?"""
    if not settings.IS_PRODUCTION:
        yield checks.Error("DOWNWIND_ENV is not 'production'.", id="downwind.E001")
    if set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS:
        yield checks.Error(
            "ALLOWED_HOSTS names no host but this machine: nobody else gets a response.",
            hint="ALLOWED_HOSTS=training.school.example",
            id="downwind.E002",
        )
    if not settings.PUBLIC_URL:
        yield checks.Warning(
            "PUBLIC_URL is not set: addresses that are printed depend on who asks.",
            hint="PUBLIC_URL=https://training.school.example",
            id="downwind.W003",
        )


@register(Tags.database, Tags.security, deploy=True)
def check_stores(**kwargs: Any) -> Iterable[CheckMessage]:
    """Are the database and the cache ones that several processes can share?"""
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        yield checks.Warning(
            "DATABASE_URL names SQLite, which has one writer at a time: for one small school on one machine.",
            hint="DATABASE_URL=postgres://downwind:password@127.0.0.1:5432/downwind",
            id="downwind.W004",
        )
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        yield checks.Warning(
            "CACHE_URL is not set: each process counts requests and sessions of its own.",
            hint="CACHE_URL=rediscache://127.0.0.1:6379/0",
            id="downwind.W005",
        )
