"""How WhiteNoise delivers static files (config/settings.py). Those of the web app are below `/static/app/`."""

from wsgiref.headers import Headers

from webapp.files import FILES
from webapp.security_policy import FILE_POLICY, WORKER_POLICY

# `WHITENOISE_IMMUTABLE_FILE_TEST`: files whose names end with a hash of their content (clients/web/vite.config.ts).
IMMUTABLE = rf"^{FILES}assets/[^/]+-[0-9a-f]{{8}}\.\w+\Z"


def add_file_headers(headers: Headers, path: str, url: str) -> None:
    """`WHITENOISE_ADD_HEADERS_FUNCTION`: no file runs anything as a page, whoever has written it; libraries bring pages
    too. The index page runs at `/app/` alone, under the policy it has there."""
    is_worker = url.startswith(FILES) and url.endswith(".js")
    headers["Content-Security-Policy"] = WORKER_POLICY if is_worker else FILE_POLICY
