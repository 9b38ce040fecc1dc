"""The headers that every operation of the OpenAPI document has in common."""

from typing import Any

PARAMETERS: dict[str, dict[str, Any]] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": (
            "A word of your own for this request, such as a UUID. Sent again with the same body within 24 hours, it is "
            "answered as the first time and nothing is done twice."
        ),
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
    },
    "DeviceToken": {
        "name": "Device-Token",
        "in": "header",
        "description": (
            "For clients that keep no cookies: the `Device-Token` of an earlier login on this device. With it, wrong "
            "passwords that strangers try for this account, or from this network, do not lock this device out."
        ),
        "schema": {"type": "string", "maxLength": 512},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` of an answer you have; it is not sent again (304) while it is the same.",
        "schema": {"type": "string"},
    },
}
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
HEADERS: dict[str, dict[str, Any]] = {
    "RequestId": {"schema": TEXT, "description": "Finds this request in the server's log; tell it to the operator."},
    "DeviceToken": {"schema": TEXT, "description": "To be sent with the next login on this device; no credential."},
    "ETag": {"schema": TEXT, "description": "Weak; changes when the answer does."},
    "Replayed": {"schema": TEXT, "description": "`true` on an answer that was given before, under this key."},
    "RetryAfter": {"schema": NUMBER, "description": "Seconds to wait."},
    "RateLimit": {"schema": NUMBER, "description": "Requests a minute; with `-Remaining` and `-Reset` (seconds)."},
}
NOT_MODIFIED = {"description": "What you have is what there is."}
# As an operation has them, by its method: the parameter it takes, the header of its good answer.
OF_METHOD = {"get": ("IfNoneMatch", "ETag", "ETag"), "post": ("IdempotencyKey", "Idempotency-Replayed", "Replayed")}
WAITING = ("429", "503")
LOGINS = ("login",)


def document_headers(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Adds to every operation the headers it takes and answers with."""
    components = result["components"]
    components["parameters"] = PARAMETERS
    components["headers"] = HEADERS
    for name, response in components["responses"].items():
        response["headers"] = build_common_headers(is_waiting=name.endswith(WAITING))
    for methods in result["paths"].values():
        for method, described in methods.items():
            add_headers(method, described)
            if described["operationId"] in LOGINS:
                described["parameters"].append({"$ref": "#/components/parameters/DeviceToken"})
                described["responses"]["200"]["headers"]["Device-Token"] = build_header_reference("DeviceToken")
    return result


def add_headers(method: str, described: dict[str, Any]) -> None:
    parameter, header, of_header = OF_METHOD[method]
    described.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{parameter}"})
    described["responses"]["200"].setdefault("headers", {}).update(
        build_common_headers() | {header: build_header_reference(of_header)}
    )
    if method == "get":
        described["responses"]["304"] = NOT_MODIFIED


def build_common_headers(*, is_waiting: bool = False) -> dict[str, Any]:
    told = {"X-Request-ID": build_header_reference("RequestId"), "RateLimit-Limit": build_header_reference("RateLimit")}
    return told | ({"Retry-After": build_header_reference("RetryAfter")} if is_waiting else {})


def build_header_reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}
