"""Request bodies (docs/api.md, section 1, Transport and Errors): the forms that clients send, and malformed ones."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.world import Client

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def parse_body(client: Client, body: str | bytes, content_type: str) -> Any:
    response = client.generic("POST", "/body.json", body, content_type=content_type)
    assert response.status_code == 200, response.content
    return response.json()["body"]


def get_error_message(client: Client, body: str | bytes, content_type: str = JSON) -> str:
    response = client.generic("POST", "/body.json", body, content_type=content_type)
    assert response.status_code == 400, response.content
    assert set(response.json()) == {"message"}
    return str(response.json()["message"])


def build_part(name: str, value: str = "1", header: str = "") -> str:
    return f'--edge\r\nContent-Disposition: form-data; name="{name}"{header}\r\n\r\n{value}\r\n'


def post_multipart(client: Client, *parts: str, content_type: str = "multipart/form-data; boundary=edge") -> Any:
    return client.generic("POST", "/body.json", "".join(parts) + "--edge--\r\n", content_type=content_type)


@pytest.mark.parametrize(
    ("form", "tree"),
    [
        ("a=1&b=two+words", {"a": "1", "b": "two words"}),
        ("a=", {"a": ""}),
        ("a=1&a=2", {"a": "2"}),
        ("students[]=1&students[]=2", {"students": ["1", "2"]}),
        ("students%5B%5D=1", {"students": ["1"]}),
        ("attendance[12][value]=1&attendance[12][time]=60", {"attendance": {"12": {"value": "1", "time": "60"}}}),
        ("objectives[9]=STD", {"objectives": {"9": "STD"}}),
        ("data[students][]=1&data[a]=2", {"students": ["1"], "a": "2"}),
        ("data[a]=1&b=2", {"data": {"a": "1"}, "b": "2"}),
        ("_method=POST&data[a]=1", {"a": "1"}),
        ("data=1", {"data": "1"}),
        ("name=%C3%85sa", {"name": "Åsa"}),
        ("name=Åsa", {"name": "Åsa"}),
        ("", {}),
    ],
)
def test_a_form_nests_by_brackets_and_loses_its_data_wrapper(sandbox_client: Client, form: str, tree: Any) -> None:
    assert parse_body(sandbox_client, form.encode(), FORM) == tree


def test_multipart_is_read_like_a_form(sandbox_client: Client) -> None:
    response = post_multipart(
        sandbox_client,
        build_part("data[students][]", "7"),
        build_part("data[students][]", "8"),
        build_part("data[x]", "Å"),
    )

    assert response.json()["body"] == {"students": ["7", "8"], "x": "Å"}


def test_json_may_wear_the_data_wrapper_too(sandbox_client: Client) -> None:
    assert parse_body(sandbox_client, '{"data": {"a": [1, {"b": null}]}}', JSON) == {"a": [1, {"b": None}]}


@pytest.mark.parametrize("content_type", [JSON, FORM, "multipart/form-data; boundary=edge", ""])
def test_no_body_at_all_is_an_empty_one(sandbox_client: Client, content_type: str) -> None:
    assert parse_body(sandbox_client, b"", content_type) == {}


@pytest.mark.parametrize("content_type", ["APPLICATION/JSON", "application/json; charset=utf-8", "application/json;x"])
def test_the_media_type_is_read_without_its_parameters_and_in_any_case(
    sandbox_client: Client, content_type: str
) -> None:
    assert parse_body(sandbox_client, '{"a": "Å"}', content_type) == {"a": "Å"}


@pytest.mark.parametrize(
    "body",
    [
        "null", "[]", "[{}]", "1", '"text"', "true", "{", "{]", "\ufeff{}", '{"a": 1} x', "{'a': 1}",
        '{"a": NaN}', '{"a": Infinity}', '{"a": -Infinity}', '{"a": 1, "a": 2}', '{"b": {"a": 1, "a": 2}}',
        '{"a": "\\u0000"}', '{"\\u0000": 1}', '{"a": "\\ud800"}', '{"a": ["\\udfff"]}', '{"a": "x\x00"}',
        "[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000, '{"a": ' + "[" * 9 + "]" * 9 + "}",
        '{"a": ' + "1" * 5_000 + "}",
    ],
    ids=lambda body: body[:20].encode("unicode_escape").decode(),
)  # fmt: skip
def test_json_that_no_client_means_is_refused(sandbox_client: Client, body: str) -> None:
    assert get_error_message(sandbox_client, body.encode())


@pytest.mark.parametrize("content_type", [JSON, FORM, "application/json; charset=latin-1"])
def test_a_body_that_is_not_utf_8_is_refused(sandbox_client: Client, content_type: str) -> None:
    assert get_error_message(sandbox_client, b'{"a": "\xff\xfe"}', content_type) == "The body is not UTF-8."


@pytest.mark.parametrize(
    "form",
    [
        "a=%00", "%00=1", "a[=1", "a]=1", "[a]=1", "a[b]c=1", "a[][b]=1", "a=1&a[b]=2", "a[b]=2&a=1", "a[]=1&a[b]=2",
        "a" + "[b]" * 8 + "=1", "a" + "[b]" * 50_000 + "=1", "a[" * 50_000 + "=1", "=1",
    ],
    ids=lambda form: form[:20],
)  # fmt: skip
def test_a_form_that_no_client_means_is_refused(sandbox_client: Client, form: str) -> None:
    assert get_error_message(sandbox_client, form, FORM)


def test_ten_thousand_form_fields_are_read_and_one_more_is_refused(sandbox_client: Client) -> None:
    assert len(parse_body(sandbox_client, "&".join(f"a[{n}]=1" for n in range(10_000)), FORM)["a"]) == 10_000
    assert get_error_message(sandbox_client, "&".join(f"a[{n}]=1" for n in range(10_001)), FORM)

    many = post_multipart(sandbox_client, *(build_part(f"a[{n}]") for n in range(10_001)))
    assert many.status_code == 400
    assert set(many.json()) == {"message"}


@pytest.mark.parametrize(
    ("content_type", "parts"),
    [
        ("multipart/form-data", [build_part("a")]),
        ("multipart/form-data; boundary=", [build_part("a")]),
        ("multipart/form-data; boundary=ü", [build_part("a")]),
        ("multipart/form-data; boundary=edge", [build_part("a", "\x00")]),
        ("multipart/form-data; boundary=edge", [build_part("a["), build_part("b")]),
    ],
)  # fmt: skip
def test_a_broken_multipart_body_is_refused(sandbox_client: Client, content_type: str, parts: list[str]) -> None:
    response = post_multipart(sandbox_client, *parts, content_type=content_type)

    assert response.status_code == 400, response.content
    assert set(response.json()) == {"message"}


@pytest.mark.parametrize("header", ["nonsense", "Content-Disposition: form-data; name*=none''a"])
def test_parts_that_no_multipart_reader_can_name_are_passed_over(sandbox_client: Client, header: str) -> None:
    response = post_multipart(sandbox_client, f"--edge\r\n{header}\r\n\r\n1\r\n", build_part("a"))

    assert response.json()["body"] == {"a": "1"}


@pytest.mark.parametrize("charset", ["base64", "rot13", "idna", "utf-16", "nonsense", "unicode_escape"])
def test_no_charset_of_the_header_changes_how_a_body_is_read(sandbox_client: Client, charset: str) -> None:
    for content_type, body in [
        ("multipart/form-data; boundary=edge", build_part("a", "Å") + "--edge--\r\n"),
        (FORM, "a=%C3%85"),
    ]:
        assert parse_body(sandbox_client, body.encode(), f"{content_type}; charset={charset}") == {"a": "Å"}


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "nonsense", "unicode_escape"])
def test_no_charset_of_the_header_changes_how_a_query_is_read(sandbox_client: Client, charset: str) -> None:
    content_type = f"application/json; charset={charset}"

    response = sandbox_client.generic("GET", "/list.json?username=%C3%85sa", content_type=content_type)

    assert response.json() == {"username": "Åsa"}


@pytest.mark.parametrize("content_type", [JSON, FORM])
def test_a_body_over_the_limit_is_a_413(sandbox_client: Client, settings: Any, content_type: str) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    fits = sandbox_client.generic("POST", "/body.json", '{"a": 1}'.ljust(1_000), content_type=JSON)
    response = sandbox_client.generic("POST", "/body.json", "a=1".ljust(1_001, "x"), content_type=content_type)

    assert fits.status_code == 200
    assert response.status_code == 413
    assert response.json() == {"message": "The request is too large."}


@pytest.mark.parametrize("header", ["", '; filename="big.bin"'])
def test_a_multipart_body_over_the_limit_is_a_413_as_text_and_as_a_file(
    sandbox_client: Client, settings: Any, header: str
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    response = post_multipart(sandbox_client, build_part("a", "x" * 1_001, header))

    assert response.status_code == 413
    assert response.json() == {"message": "The request is too large."}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/json-patch+json", "x", "/", ";"]
)
def test_a_media_type_the_server_does_not_read_is_a_415(sandbox_client: Client, content_type: str) -> None:
    response = sandbox_client.generic("POST", "/body.json", '{"a": 1}', content_type=content_type)

    assert response.status_code == 415
    assert set(response.json()) == {"message"}


def test_an_uploaded_file_where_text_is_asked_for_is_a_400(sandbox_client: Client) -> None:
    file = SimpleUploadedFile("photo.png", b"png")

    response = sandbox_client.post("/fields.json", {"text": file}, format="multipart")

    assert response.status_code == 400, response.content
    assert list(response.json()["errors"]) == ["text"]


@pytest.mark.parametrize("content_type", [JSON, FORM, "multipart/form-data; boundary=edge"])
def test_a_flag_that_is_missing_is_missing_in_every_kind_of_body(sandbox_client: Client, content_type: str) -> None:
    response = sandbox_client.generic("POST", "/flag.json", b"", content_type=content_type)

    assert response.status_code == 400, response.content
    assert list(response.json()["errors"]) == ["flag"]


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "x"}, {"user_id": 1e30}, {"user_id": 10**30}, {"user_id": "٣"}, {"minutes": 1441}, {"minutes": -1},
        {"minutes": "1e3"}, {"minutes": True}, {"flag": 2}, {"flag": "y"}, {"user_id": 1.5}, {"moment": 1e18},
        {"moment": 10**18}, {"moment": "9999-12-31T23:59:59-12:00"}, {"moment": "0001-01-01T00:00:00+14:00"},
        {"day": 1e18}, {"day": "2026-02-30"}, {"text": "x" * 11}, {"text": []}, {"text": {"a": 1}},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_a_value_out_of_bounds_is_a_400_that_names_the_field(sandbox_client: Client, fields: Any) -> None:
    response = sandbox_client.post("/fields.json", fields)

    assert response.status_code == 400, response.content
    assert list(response.json()["errors"]) == list(fields)
