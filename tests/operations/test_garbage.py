"""A worker of gunicorn does not search what it has loaded for garbage (operations/web_server/garbage.py)."""

import json
import os
import subprocess
import sys

from tests.demo_server import ROOT

WORKER = """
import gc, json, sys
from config import gunicorn, wsgi
gunicorn.post_worker_init(None)
gc.collect()
searched = len(gc.get_objects())
views = "trainings.endpoints.my_trainings.views" in sys.modules
print(json.dumps({"kept": gc.get_freeze_count(), "searched": searched, "views": views}))
"""


def test_what_a_worker_has_loaded_is_not_searched() -> None:
    environ = os.environ | {"DOWNWIND_ENV": "development", "DATABASE_URL": "sqlite:///:memory:"}
    result = subprocess.run([sys.executable, "-c", WORKER], cwd=ROOT, env=environ, capture_output=True, check=True)
    found = json.loads(result.stdout.splitlines()[-1])

    assert found["views"], "the first request would still have to load the views"
    assert found["kept"] > 100_000
    assert found["searched"] < found["kept"] / 100
