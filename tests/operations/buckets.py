"""A real server of the S3 protocol, which is a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from tests.demo_server import find_free_port


@pytest.fixture(scope="module")
def bucket_server() -> Iterator[str]:
    """The address of a server without buckets, for UPLOADS_URL and BACKUP_URL."""
    port = find_free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield f"s3+http://key:se%2Fcret@127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def wait_for_port(port: int) -> None:
    for _ in range(600):
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 1)):
            return
        time.sleep(0.1)
    raise RuntimeError("The server of the bucket did not start.")
