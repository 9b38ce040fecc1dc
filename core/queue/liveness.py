"""The heartbeat file of the workers that share a directory, for the health check of a container."""

import time
from pathlib import Path

from django.conf import settings

FRESH_SECONDS = 30


def get_heartbeat_file() -> Path:
    return Path(settings.QUEUE_DIR) / "worker.alive"


def beat() -> None:
    """Records that a worker is alive now."""
    file = get_heartbeat_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def is_alive() -> bool:
    """Whether a worker has recorded a heartbeat lately."""
    try:
        return time.time() - get_heartbeat_file().stat().st_mtime < FRESH_SECONDS
    except OSError:  # there is no such file, or this user may not look into the directory
        return False
