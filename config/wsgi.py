import os
from collections.abc import Mapping
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Utf8Request(WSGIRequest):
    """A request whose text is UTF-8 whatever its Content-Type claims.

    Django believes a `charset` as early as here: one like rot13, which is no encoding of text, would end every request
    in a 500 before anything could refuse it.
    """

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Application(WSGIHandler):
    """Django, with requests in UTF-8, and responses to HEAD without a body, which no server in front takes off.

    Bodies that come in chunks have a length by now: the worker has received them (config/buffering_worker.py).
    """

    request_class = Utf8Request

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        answer = super().__call__(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return answer
        answer.close()
        return []


django.setup(set_prefix=False)
application = Application()
