from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from demo import report, serving
from demo.seeding import seed_schools


class Command(BaseCommand):
    help = "Creates the demo school in the database, if it does not exist, and serves it on 127.0.0.1 until Ctrl-C."
    # The system checks import the whole URL configuration, which the server does a moment later anyway.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        port: int = options["port"]
        serving.install_signal_handlers()
        check_startable(port)
        call_command("migrate", verbosity=0)
        seed_schools()
        connections.close_all()
        self.serve(port)

    def serve(self, port: int) -> None:
        base = f"http://127.0.0.1:{port}"
        self.stdout.write(report.format_welcome(base))
        try:
            with serving.run_server(port) as child:
                serving.wait_until_ready(child, port)
                self.stdout.write(f"READY {base}")
                self.stdout.flush()
                serving.wait_until_exit(child)
        except serving.ServerFailed as error:
            raise CommandError(str(error)) from error


def check_startable(port: int) -> None:
    """Raises CommandError, before anything is written: in production, for an invalid port, and for a port in use."""
    if settings.IS_PRODUCTION:
        raise CommandError("This is a production server; the demo school has well-known passwords.")
    if not 1 <= port <= 65_535:
        raise CommandError("The port must be a number from 1 to 65535.")
    if not serving.is_port_free(port):
        raise CommandError(f"Port {port} is in use. Choose another one: PORT={port % 65_535 + 1} make demo")
