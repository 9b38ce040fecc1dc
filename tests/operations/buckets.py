"""A real server of the S3 protocol, which is a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from tests.demo_server import find_free_port


class BucketServer:
    """`address` is the beginning of UPLOADS_URL and BACKUP_URL. A server that starts has no buckets."""

    def __init__(self) -> None:
        self.port = find_free_port()
        self.address = f"s3+http://key:se%2Fcret@127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def bucket_server() -> Iterator[str]:
    """The address of a server without buckets, for UPLOADS_URL and BACKUP_URL."""
    server = BucketServer()
    try:
        yield server.address
    finally:
        server.stop()


def wait_for_port(port: int) -> None:
    for _ in range(600):
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 1)):
            return
        time.sleep(0.1)
    raise RuntimeError("The server of the bucket did not start.")
