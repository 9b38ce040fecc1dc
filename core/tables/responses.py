"""Downloads of tables. A short one is sent whole; of a long one, no more than three batches of rows are in memory."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from contextvars import copy_context
from itertools import chain
from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, override

from core.batches import iterate_batches
from core.tables.writing import CONTENT_TYPES, CSV, OutputRow, build_csv, build_xlsx, write_xlsx

BATCH_SIZE = 500  # rows in memory at a time
Batches = Iterator[list[OutputRow]]


def build_table_response(
    format: str, filename: str, header: Sequence[str], rows: Iterable[OutputRow]
) -> HttpResponseBase:
    """A download of the rows; `format` is `csv` or `xlsx`, `filename` has no extension. `rows` may be a generator that
    reads the rows in batches.

    No cell runs as a formula. The CSV is UTF-8 with a byte order mark, without which Excel would decode it in the
    computer's legacy encoding. What the first two batches raise is raised here, before the response begins.
    """
    batches = iterate_batches(chain([header], rows), BATCH_SIZE)
    first, second = next(batches), next(batches, None)
    response = build_short(format, first) if second is None else build_long(format, chain([first, second], batches))
    response["Content-Type"] = CONTENT_TYPES[format]
    response["Content-Disposition"] = f'attachment; filename="{iri_to_uri(filename)}.{format}"'
    response["Cache-Control"] = "no-store"
    return response


def build_short(format: str, rows: Iterable[OutputRow]) -> HttpResponse:
    return HttpResponse({CSV: build_csv}.get(format, build_xlsx)(rows))


def build_long(format: str, batches: Batches) -> StreamingHttpResponse:
    """CSV is sent while it is read. XLSX is written to disk first, because a ZIP file ends with its directory."""
    if format == CSV:
        return StreamingHttpResponse(iterate_csv(keep_language(batches)))
    with ExitStack() as unless_written:
        file = unless_written.enter_context(TemporaryFile())
        write_xlsx(chain.from_iterable(batches), file)
        file.seek(0)
        unless_written.pop_all()  # the response closes it
    return FileResponse(file)


def iterate_csv(batches: Batches) -> Iterator[bytes]:
    """The bytes of the file, whose byte order mark stands only at its beginning.

    An error in a later batch breaks the connection off, so that no client takes the part for the whole.
    """
    yield build_csv(next(batches))
    for batch in batches:
        yield build_csv(batch).removeprefix(BOM_UTF8)


def keep_language(batches: Batches) -> Batches:
    """The batches, each read in the language that is active now, and of the standby if that is read now: when a
    response is sent, the middleware has restored the language of the server."""
    language, context = get_language(), copy_context()

    def read_batch() -> list[OutputRow] | None:
        with override(language):
            return context.run(next, batches, None)

    return iter(read_batch, None)
