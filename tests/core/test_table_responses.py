"""Downloads of long tables: the bytes of a short one, a few rows in memory, the language of the request."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.http import FileResponse
from django.utils.translation import get_language, gettext, override
from openpyxl import load_workbook

from core.tables import responses
from core.tables.responses import build_table_response
from core.tables.writing import CSV, XLSX, OutputRow, build_csv

HEADER = ("Surname", "Flights")
ROWS: list[OutputRow] = [(f"Müller; {number}", number) for number in range(25)]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "BATCH_SIZE", 4)


def read(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("count", [8, 9, 11, 12, 25])
def test_a_streamed_csv_has_the_bytes_of_one_written_at_once(count: int) -> None:
    response = build_table_response(CSV, "students", HEADER, iter(ROWS[:count]))

    assert response.streaming
    assert read(response) == build_csv([HEADER, *ROWS[:count]])


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_short_table_is_sent_whole(count: int) -> None:
    response: Any = build_table_response(CSV, "students", HEADER, iter(ROWS[:count]))

    assert not response.streaming
    assert response.content == build_csv([HEADER, *ROWS[:count]])


def test_rows_are_read_while_the_response_is_sent() -> None:
    taken = []

    def read_rows() -> Iterator[OutputRow]:
        for row in ROWS:
            taken.append(row)
            yield row

    response: Any = build_table_response(CSV, "students", HEADER, read_rows())
    ahead = []
    for sent, _part in enumerate(response.streaming_content, start=1):
        ahead.append(len(taken) + 1 - 4 * sent)  # the header is a row of the first batch

    assert len(ahead) == 7
    assert max(ahead) <= 4
    assert taken == ROWS


def test_later_rows_are_in_the_language_of_the_request() -> None:
    def read_rows() -> Iterator[OutputRow]:
        for number in range(12):
            yield (gettext("yes"), number)

    with override("de"):
        response = build_table_response(CSV, "students", HEADER, read_rows())
    before = get_language()
    text = read(response).decode()

    assert text.count('"ja"') == 12
    assert get_language() == before


def test_an_error_in_the_first_rows_is_raised_before_the_response() -> None:
    def read_rows() -> Iterator[OutputRow]:
        yield from ROWS[:5]
        raise LookupError

    with pytest.raises(LookupError):
        build_table_response(CSV, "students", HEADER, read_rows())


def test_an_error_in_later_rows_breaks_the_response_off() -> None:
    def read_rows() -> Iterator[OutputRow]:
        yield from ROWS[:20]
        raise LookupError

    response = build_table_response(CSV, "students", HEADER, read_rows())

    with pytest.raises(LookupError):
        read(response)


def test_a_long_xlsx_is_sent_from_a_file_with_its_length() -> None:
    response: Any = build_table_response(XLSX, "students", HEADER, iter(ROWS))
    content = read(response)
    response.file_to_stream.close()

    assert type(response) is FileResponse
    assert int(response["Content-Length"]) == len(content)
    sheet: Any = load_workbook(BytesIO(content)).active
    assert [tuple(row) for row in sheet.iter_rows(values_only=True)] == [HEADER, *ROWS]
