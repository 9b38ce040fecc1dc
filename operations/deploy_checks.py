"""What `manage.py check --deploy` checks beyond Django's own checks."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register

from core.exceptions import Conflict
from operations.backup.encryption import read_recipients

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


@register(Tags.security, deploy=True)
def check_environment(**kwargs: Any) -> Iterable[CheckMessage]:
    """The server is in production mode and knows its public host names."""
    if not settings.IS_PRODUCTION:
        yield checks.Error("DOWNWIND_ENV is not 'production'.", id="downwind.E001")
    if set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS:
        yield checks.Error(
            "ALLOWED_HOSTS contains only local hosts: the server is unreachable under any other name.",
            hint="ALLOWED_HOSTS=training.school.example",
            id="downwind.E002",
        )
    if not settings.PUBLIC_URL:
        yield checks.Warning(
            "PUBLIC_URL is not set: printed URLs use the host name of the request, and single sign-on does not work.",
            hint="PUBLIC_URL=https://training.school.example",
            id="downwind.W003",
        )


@register(Tags.database, Tags.security, deploy=True)
def check_stores(**kwargs: Any) -> Iterable[CheckMessage]:
    """The database and the cache are such that several processes can share them."""
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        yield checks.Warning(
            "DATABASE_URL names SQLite, which allows one writer at a time: for a single small school on one machine.",
            hint="DATABASE_URL=postgres://downwind:password@127.0.0.1:5432/downwind",
            id="downwind.W004",
        )
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        yield checks.Warning(
            "CACHE_URL is not set: each process counts requests separately.",
            hint="CACHE_URL=rediscache://127.0.0.1:6379/0",
            id="downwind.W005",
        )
        if "replica" in settings.DATABASES:
            yield checks.Error(
                "DATABASE_REPLICA_URL is set, and CACHE_URL is not: people may miss what they have just written.",
                hint="CACHE_URL=rediscache://127.0.0.1:6379/0",
                id="downwind.E008",
            )


@register(Tags.security, deploy=True)
def check_backups(**kwargs: Any) -> Iterable[CheckMessage]:
    """Backups can be encrypted, and those that leave the machine are."""
    try:
        recipients = read_recipients()
    except Conflict as error:
        yield checks.Error(error.sentence, id="downwind.E006")
        return
    if "backups" in settings.STORAGES and not recipients:
        yield checks.Warning(
            "BACKUP_URL is set, and BACKUP_RECIPIENTS is not: backups are in the bucket in plain.",
            hint="BACKUP_RECIPIENTS=age1…, of which `age-keygen -o backup-key.txt` prints one",
            id="downwind.W007",
        )
