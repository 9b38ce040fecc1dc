"""Single byte ranges of files (RFC 9110, section 14). Safari plays no film from a server that does not support them."""

import re
from collections.abc import Iterable
from typing import BinaryIO, cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# Longer numbers are beyond any file, and could not be converted.
BYTE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE | re.ASCII)


class SlicedFile:
    """The bytes of an open file from `start` on, at most `length` of them; closing it closes the file."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        file.seek(start)
        self.file = file
        self.remaining = length

    def read(self, size: int) -> bytes:
        chunk = self.file.read(min(size, self.remaining))
        self.remaining -= len(chunk)
        return chunk

    def close(self) -> None:
        self.file.close()


class UnsatisfiableRange(Exception):
    """The range begins after the last byte of the file."""


def parse_range(header: str, size: int) -> range | None:
    """The offsets that a `Range` header asks of a file of `size` bytes.

    None for a header to be ignored: none at all, a malformed one, another unit, several ranges at once. Raises
    UnsatisfiableRange.
    """
    found = BYTE_RANGE.fullmatch(header.strip())
    first, last = found.groups() if found else ("", "")
    if not (first or last) or (first and last and int(last) < int(first)):
        return None
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if start >= stop:
        raise UnsatisfiableRange
    return range(start, stop)


def limit_to_range(request: HttpRequest, response: FileResponse) -> HttpResponseBase:
    """The response with a whole file, or in its place that to the range which the request asks for: 206, or 416."""
    response["Accept-Ranges"] = "bytes"
    size = int(response["Content-Length"])
    try:
        wanted = parse_range(request.headers.get("Range", ""), size) if may_be_ranged(request, response) else None
    except UnsatisfiableRange:
        response.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Cache-Control": "no-store"})
    if wanted is not None:
        slice_response(response, wanted, size)
    return response


def may_be_ranged(request: HttpRequest, response: FileResponse) -> bool:
    """`If-Range` names the version of which a client has the rest; of another version it needs the whole."""
    known = request.headers.get("If-Range")
    return request.method == "GET" and known in (None, response.get("Last-Modified"))


def slice_response(response: FileResponse, wanted: range, size: int) -> None:
    file = SlicedFile(cast(BinaryIO, response.file_to_stream), wanted.start, len(wanted))
    response.streaming_content = cast(Iterable[bytes], file)  # a FileResponse takes anything that can be read
    response.status_code = 206
    response["Content-Length"] = str(len(wanted))
    response["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
