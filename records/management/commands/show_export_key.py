from argparse import ArgumentParser
from typing import Any

from core.commands import OperatorCommand, add_json_argument
from records.export_keys import build_public_pem, compute_fingerprint, format_fingerprint, get_export_key


class Command(OperatorCommand):
    help = (
        "Shows the public key with which this server signs exported student records, and its fingerprint. Another "
        "school asks for the fingerprint, in a way that is independent of the file, before it relies on an export."
    )

    examples = "show_export_key"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        key = get_export_key().public_key()
        pem, fingerprint = build_public_pem(key).decode(), compute_fingerprint(key)
        text = f"Fingerprint (SHA-256): {format_fingerprint(fingerprint)}\n{pem.strip()}"
        self.print_outcome(text, {"fingerprint": fingerprint, "public_key": pem}, as_json=options["json"])
