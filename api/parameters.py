"""Reads filters and page numbers from `key:value` path segments and the query string into one dict.

docs/api.md, section 1, Named parameters.
"""

from urllib.parse import unquote

from django.utils.translation import gettext
from rest_framework.request import Request

from api.parsers import UNSTORABLE
from core.exceptions import InvalidInput

MAX_VALUE_LENGTH = 2_000


def parse_named_parameters(segments: str) -> dict[str, str]:
    """`training:ID/finished:/username:ann` as `{"training": "ID", "finished": "", "username": "ann"}`.

    The web server has already decoded the path, so a slash inside a value (`username:a%2Fb`) looks like the end of a
    segment: a segment that is not `key:value` continues the value before it. Raises InvalidInput.
    """
    values: dict[str, str] = {}
    key = ""
    for segment in segments.split("/"):
        name, colon, value = segment.partition(":")
        if colon and name.isidentifier():
            if name in values:
                raise InvalidInput.for_field(name, gettext("This parameter is given twice."))
            key, values[name] = name, value
        elif key:
            values[key] += "/" + segment
        else:
            raise InvalidInput.for_field("parameters", gettext("Write parameters as key:value."))
    return values


def read_parameters(request: Request, allowed: set[str], segments: str = "") -> dict[str, str]:
    """The parameters of the request that have a value; named ones override those of the query string.

    Raises InvalidInput for an unknown named parameter. Unknown ones of the query string are ignored, because browsers
    and campaigns add their own. An empty value means no filter, so it is left out.
    """
    named = parse_named_parameters(segments) if segments else {}
    unknown = sorted(set(named) - allowed)
    if unknown:
        message = gettext("Unknown parameter. Known: %(names)s.") % {"names": ", ".join(sorted(allowed))}
        raise InvalidInput(errors={clean_parameter_name(name): [message] for name in unknown})
    values = {key: request.query_params[key] for key in allowed & set(request.query_params)} | named
    for name, value in values.items():
        if UNSTORABLE.search(value) or len(value) > MAX_VALUE_LENGTH:
            raise InvalidInput.for_field(name, gettext("This value is invalid."))
    return {name: value for name, value in values.items() if value != ""}


def clean_parameter_name(name: str) -> str:
    """An unknown name as it can be shown in a response."""
    return UNSTORABLE.sub("?", unquote(name))[:100]
