import os
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

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        meta["CONTENT_TYPE"] = clean_content_type(meta.get("CONTENT_TYPE", ""))
        self.content_type, self.content_params = parse_header_parameters(meta["CONTENT_TYPE"])


def clean_content_type(claimed: str) -> str:
    """The Content-Type as it came, or without its parameters when nobody can read them.

    Those of RFC 2231 name an encoding (`boundary*=x''a`). One that does not exist, or that ends in no Unicode text,
    raises wherever the header is read: in Django before any view, in the REST framework and in both multipart readers.
    """
    try:
        _, parameters = parse_header_parameters(claimed)
        "".join(parameters.values()).encode()
    except ValueError:
        return claimed.partition(";")[0].strip()
    return claimed


class Application(WSGIHandler):
    """Django, with requests in UTF-8, and responses to HEAD without a body, which no server in front takes off.

    Bodies that come in chunks have a length by now: the worker has received them (operations/buffering_worker.py).
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
