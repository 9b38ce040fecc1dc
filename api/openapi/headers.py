"""Adds the headers that all operations share to the OpenAPI document."""

from typing import Any

PARAMETERS: dict[str, dict[str, Any]] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": (
            "A unique value for this request, such as a UUID. A retry with the same key and body within 24 hours gets "
            "the same response and has no further effect."
        ),
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
    },
    "DeviceToken": {
        "name": "Device-Token",
        "in": "header",
        "description": (
            "For clients that keep no cookies: the `Device-Token` of an earlier login on this device. With it, wrong "
            "passwords that others try for this account, or from this network, do not lock this device out."
        ),
        "schema": {"type": "string", "maxLength": 512},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` of a response you have; it is not sent again (304) while it is unchanged.",
        "schema": {"type": "string"},
    },
}
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
HEADERS: dict[str, dict[str, Any]] = {
    "RequestId": {
        "schema": TEXT,
        "description": "Identifies this request in the server's log.",
    },
    "DeviceToken": {"schema": TEXT, "description": "Send it with the next login on this device; it is no credential."},
    "ClearSiteData": {"schema": TEXT, "description": '`"cache"`: a browser forgets the pictures it has loaded.'},
    "ETag": {"schema": TEXT, "description": "Weak; changes when the response does."},
    "Replayed": {"schema": TEXT, "description": "`true` on the response to an earlier request with this key."},
    "RetryAfter": {"schema": NUMBER, "description": "Seconds to wait."},
    "RateLimit": {
        "schema": NUMBER,
        "description": "Requests per minute; with `-Remaining` and `-Reset` (seconds).",
    },
}
NOT_MODIFIED = {"description": "The resource has not changed."}
# By method: the component of the request header, then the name and the component of the header of a 200.
HEADERS_BY_METHOD = {
    "get": ("IfNoneMatch", "ETag", "ETag"),
    "post": ("IdempotencyKey", "Idempotency-Replayed", "Replayed"),
}
RETRYABLE_STATUSES = ("429", "503")
LOGIN_OPERATIONS = ("login",)
LOGOUT_OPERATIONS = ("logout", "logoutByGet", "endSession")


def document_headers(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A postprocessing hook: adds to every operation its request and response headers."""
    components = result["components"]
    components["parameters"] = PARAMETERS
    components["headers"] = HEADERS
    for name, response in components["responses"].items():
        response["headers"] = build_common_headers(is_retryable=name.endswith(RETRYABLE_STATUSES))
    for methods in result["paths"].values():
        for method, operation in methods.items():
            add_headers(method, operation)
            if operation["operationId"] in LOGIN_OPERATIONS:
                operation["parameters"].append({"$ref": "#/components/parameters/DeviceToken"})
                operation["responses"]["200"]["headers"]["Device-Token"] = build_header_reference("DeviceToken")
            if operation["operationId"] in LOGOUT_OPERATIONS:
                operation["responses"]["200"]["headers"]["Clear-Site-Data"] = build_header_reference("ClearSiteData")
    return result


def add_headers(method: str, operation: dict[str, Any]) -> None:
    parameter, header, component = HEADERS_BY_METHOD[method]
    operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{parameter}"})
    operation["responses"]["200"].setdefault("headers", {}).update(
        build_common_headers() | {header: build_header_reference(component)}
    )
    if method == "get":
        operation["responses"]["304"] = NOT_MODIFIED


def build_common_headers(*, is_retryable: bool = False) -> dict[str, Any]:
    headers = {
        "X-Request-ID": build_header_reference("RequestId"),
        "RateLimit-Limit": build_header_reference("RateLimit"),
    }
    return headers | ({"Retry-After": build_header_reference("RetryAfter")} if is_retryable else {})


def build_header_reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}
