"""Two PostgreSQL servers: a primary, and a standby that has every transaction before its client hears of it."""

import signal

import psycopg

from tests.torture.services import USER, Cluster


class Standby(Cluster):
    """A copy of a running server, which follows it until it is promoted."""

    def __init__(self, primary: Cluster) -> None:
        self.primary = primary
        super().__init__()

    def create_data(self) -> None:
        source = ("-h", "127.0.0.1", "-p", str(self.primary.port), "-U", USER)
        self.run("pg_basebackup", *source, "-D", str(self.data), "-X", "stream", "-R", "-c", "fast")

    def promote(self) -> None:
        self.control("promote", "-w")


class Pair(Cluster):
    """A primary with a standby, as one database. `address` is a DATABASE_URL that names both."""

    def __init__(self) -> None:
        super().__init__()
        self.standby = Standby(self)
        self.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.execute("SELECT pg_reload_conf()")

    @property
    def address(self) -> str:
        ports = [self.port, self.standby.port]
        return f"postgres://{USER}@{','.join(f'127.0.0.1:{port}' for port in ports)}/postgres"

    def execute(self, statement: str) -> None:
        with psycopg.connect(host="127.0.0.1", port=self.port, user=USER, autocommit=True) as link:
            link.execute(statement)

    def kill_primary(self) -> None:
        """All its processes at once, as at the loss of its machine."""
        self.send_signal(signal.SIGKILL)

    def remove(self) -> None:
        self.standby.remove()
        super().remove()
