"""A proxy between the server and its database that can be away, or hang, while the database serves other tests."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import connection as to_database


class Proxy:
    """Passes connections on to an address. `cut` ends them and refuses new ones; `hang` keeps them, passing nothing."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.is_passing = threading.Event()
        self.is_passing.set()
        self.sockets: list[socket.socket] = []
        self.listener: socket.socket | None = None
        self.port = 0
        self.restore()

    def restore(self) -> None:
        """Accepts connections, on the same port as before, and passes on what they send."""
        self.is_passing.set()
        if self.listener is None:
            self.listener = socket.create_server(("127.0.0.1", self.port))
            self.port = self.listener.getsockname()[1]
            threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def hang(self) -> None:
        self.is_passing.clear()

    def cut(self) -> None:
        if self.listener is not None:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
        self.listener = None
        for connection in self.sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self.sockets.clear()

    def accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(self.target)
                self.sockets += [client, server]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self.copy, args=(source, sink), daemon=True).start()

    def copy(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                self.is_passing.wait()
                sink.sendall(data)
        for connection in (source, sink):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def open_proxy() -> Iterator[Proxy]:
    """A proxy before the database of the tests, whose connections end with the block."""
    database = to_database.settings_dict
    proxy = Proxy((database["HOST"], int(database["PORT"] or 5432)))
    try:
        yield proxy
    finally:
        proxy.restore()
        proxy.cut()
