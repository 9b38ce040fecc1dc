import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Utf8Request(WSGIRequest):
    """A request that is read as UTF-8, whatever charset its Content-Type declares.

    Django applies the `charset` here, before any middleware: one such as rot13, which is not a text encoding, would
    cause a 500 that nothing later could prevent.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        meta["CONTENT_TYPE"] = clean_content_type(meta.get("CONTENT_TYPE", ""))
        self.content_type, self.content_params = parse_header_parameters(meta["CONTENT_TYPE"])


def clean_content_type(value: str) -> str:
    """The Content-Type, without its parameters if they cannot be decoded.

    Parameters of RFC 2231 name an encoding (`boundary*=x''a`). If that does not exist or does not decode to Unicode, an
    exception is raised wherever the header is read: in Django before any view, in the REST framework and in both
    multipart parsers.
    """
    try:
        _, parameters = parse_header_parameters(value)
        "".join(parameters.values()).encode()
    except ValueError:
        return value.partition(";")[0].strip()
    return value


class Application(WSGIHandler):
    """Django, with requests in UTF-8 and without a body in responses to HEAD, which waitress does not remove.

    Chunked bodies already have a length here: the worker has received them (operations/web_server/buffering_worker.py).
    """

    request_class = Utf8Request

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        response = super().__call__(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return response
        response.close()  # the server calls it only for what it gets; Django ends the request in it
        return []


django.setup(set_prefix=False)
application = Application()
