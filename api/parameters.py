"""Filters and page numbers: `key:value` path segments and the query string, as one checked dict."""

from urllib.parse import unquote

from rest_framework.request import Request

from api.parsers import UNSTORABLE
from core.exceptions import InvalidInput

MAX_VALUE_LENGTH = 2_000


def parse_named_parameters(segments: str) -> dict[str, str]:
    """`training:ID/finished:/username:ann` as `{"training": "ID", "finished": "", "username": "ann"}`.

    The web server has already decoded the path, so a slash inside a value (`username:a%2Fb`) looks like the end of a
    segment: a segment that is not `key:value` goes on with the value before it.
    """
    values: dict[str, str] = {}
    key = ""
    for segment in segments.split("/"):
        name, colon, value = segment.partition(":")
        if colon and name.isidentifier():
            if name in values:
                raise InvalidInput.for_field(name, "This parameter is given twice.")
            key, values[name] = name, value
        elif key:
            values[key] += "/" + segment
        else:
            raise InvalidInput.for_field("parameters", "Write parameters as key:value.")
    return values


def read_parameters(request: Request, allowed: set[str], segments: str = "") -> dict[str, str]:
    """Every parameter of the request with a value, named ones before the query string's.

    Unknown keys are refused among the named ones; in the query string, where browsers and campaigns add their own, they
    are ignored. An empty value means no filter, so it is left out.
    """
    named = parse_named_parameters(segments) if segments else {}
    unknown = sorted(set(named) - allowed)
    if unknown:
        known = f"Unknown parameter. Known: {', '.join(sorted(allowed))}."
        raise InvalidInput(errors={check_storable(name): [known] for name in unknown})
    values = {key: request.query_params[key] for key in allowed & set(request.query_params)} | named
    for name, value in values.items():
        if UNSTORABLE.search(value) or len(value) > MAX_VALUE_LENGTH:
            raise InvalidInput.for_field(name, "This value is not readable.")
    return {name: value for name, value in values.items() if value != ""}


def check_storable(name: str) -> str:
    return UNSTORABLE.sub("?", unquote(name))[:100]
