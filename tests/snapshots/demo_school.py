"""The rows of the demo schools, which take a quarter of a minute to act through: once, for all modules and workers."""

from django.core.management import call_command
from django.test import override_settings

from tests.clocks import freeze_clocks
from tests.conftest import NOW
from tests.snapshots.folder import lock_snapshots
from tests.snapshots.rows import put_back, write_rows


def create_schools() -> None:
    """Both demo schools, in an empty database, at the time of the tests."""
    with lock_snapshots() as folder:
        rows = folder / "demo_school"
        if rows.exists():
            put_back(rows)
            return
        with override_settings(PASSWORD_HASHERS=["tests.hashers.QuickHasher"]), freeze_clocks(NOW):
            call_command("seed_demo", verbosity=0)
        write_rows(rows)
