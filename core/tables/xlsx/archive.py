"""The parts of an XLSX archive, unpacked and parsed piece by piece within bounds.

Nothing that the archive says about its own sizes is believed: what comes out is counted while it comes out, and the
parse stops at the first bound, long before time or memory is gone. openpyxl, which holds whole parts in memory and
reads rows without an end, is for writing alone.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from core.exceptions import InvalidInput
from core.units import KIBIBYTE, MEBIBYTE

MAX_PARTS = 500
MAX_UNPACKED_BYTES = 32 * MEBIBYTE
MAX_ELEMENTS = 500_000
MAX_DEPTH = 40
MAX_TOKEN_BYTES = 256 * KIBIBYTE  # one tag with its attributes
CHUNK = 64 * KIBIBYTE

TOO_LARGE = "The file unpacks to more than a table of people or questions can be."
UNREADABLE = "The file cannot be read as XLSX. Open it in a spreadsheet and save it again."
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
BROKEN_FILE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)


class ElementHandler:
    """What is done with the elements of one part. Names come without the prefix of their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class Archive:
    """An XLSX file. Its bounds hold for all that is read of it together."""

    def __init__(self, data: bytes) -> None:
        self.unpacked = self.elements = 0
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        infos = self.zip.infolist()
        if len(infos) > MAX_PARTS:
            raise InvalidInput(TOO_LARGE)
        self.parts = {info.filename.lstrip("/").lower(): info for info in infos}

    def has(self, name: str) -> bool:
        return name.lower() in self.parts

    def read(self, name: str, handler: ElementHandler) -> None:
        """Parses a part to its end."""
        for _ in self.feed(name, handler):
            pass

    def feed(self, name: str, handler: ElementHandler) -> Iterator[None]:
        """Parses a part, and comes back after each piece so that the caller can take what has been found."""
        info = self.parts.get(name.lower())
        if info is None or info.compress_type not in METHODS:
            raise InvalidInput(UNREADABLE)
        parser = self.parser(handler)
        fed = 0
        with self.zip.open(info) as part:
            while chunk := part.read(CHUNK):
                self.count_bytes(len(chunk))
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > MAX_TOKEN_BYTES:
                    raise InvalidInput(TOO_LARGE)
                yield
        parser.Parse(b"", True)
        yield

    def count_bytes(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > MAX_UNPACKED_BYTES:
            raise InvalidInput(TOO_LARGE)

    def parser(self, handler: ElementHandler) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = reject_doctype
        handler_start, handler_end = handler.start, handler.end
        depth = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements += 1
            if depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
                raise InvalidInput(TOO_LARGE)
            handler_start(name.rpartition(":")[2], attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            handler_end(name.rpartition(":")[2])

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = handler.text
        return parser


def reject_doctype(*args: object) -> None:
    """Entities that multiply, and addresses to fetch, begin with a document type; no spreadsheet writes one."""
    raise InvalidInput(UNREADABLE)


def resolve_path(target: str, base: str) -> str:
    """The part that a relationship of the part `base` leads to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), target)).lstrip("/")


def get_relations_path(name: str) -> str:
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")
