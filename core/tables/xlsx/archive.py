"""The parts of an XLSX archive, unpacked and parsed piece by piece within limits.

The sizes that the archive declares are not trusted (zip bombs): bytes and elements are counted as they come out, and
parsing stops at the first limit, long before time or memory runs out. openpyxl holds whole parts in memory and has no
limits, so it is used for writing only (docs/decisions/0014).
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext_lazy

from core.exceptions import InvalidInput
from core.units import KIBIBYTE, MEBIBYTE

MAX_PARTS = 500
MAX_UNPACKED_BYTES = 32 * MEBIBYTE
MAX_ELEMENTS = 500_000
MAX_DEPTH = 40
MAX_TOKEN_BYTES = 256 * KIBIBYTE  # one tag with its attributes
CHUNK_BYTES = 64 * KIBIBYTE

TOO_LARGE = gettext_lazy("The unpacked file is too large.")
UNREADABLE = gettext_lazy("The file cannot be read as XLSX. Open it in a spreadsheet and save it again.")
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# What zipfile, zlib and expat raise for damaged input; callers turn all of them into UNREADABLE.
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
    """Receives the elements of one part, like a target of `xml.etree`. Names come without their namespace prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


class Archive:
    """An XLSX file. Its limits apply to all parts together."""

    def __init__(self, data: bytes) -> None:
        self.unpacked = self.elements = 0
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        infos = self.zip.infolist()
        if len(infos) > MAX_PARTS:
            raise InvalidInput(TOO_LARGE)
        self.parts = {info.filename.lstrip("/").lower(): info for info in infos}

    def parse(self, name: str, handler: ElementHandler) -> None:
        """Parses a whole part."""
        for _ in self.parse_in_pieces(name, handler):
            pass

    def parse_in_pieces(self, name: str, handler: ElementHandler) -> Iterator[None]:
        """Parses a part and yields after each piece, so that the caller can take what the handler has collected."""
        info = self.parts.get(name.lower())
        if info is None or info.compress_type not in METHODS:
            raise InvalidInput(UNREADABLE)
        parser = self.build_parser(handler)
        fed = 0
        with self.zip.open(info) as part:
            while chunk := part.read(CHUNK_BYTES):
                self.count_bytes(len(chunk))
                parser.Parse(chunk, False)
                fed += len(chunk)
                # Expat buffers an unfinished tag: one that never ends would fill the memory.
                if fed - parser.CurrentByteIndex > MAX_TOKEN_BYTES:
                    raise InvalidInput(TOO_LARGE)
                yield
        parser.Parse(b"", True)
        yield

    def count_bytes(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > MAX_UNPACKED_BYTES:
            raise InvalidInput(TOO_LARGE)

    def build_parser(self, handler: ElementHandler) -> expat.XMLParserType:
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
        parser.CharacterDataHandler = handler.data
        return parser


def reject_doctype(*args: object) -> None:
    """Rejects a document type, which entity expansion and external entities need and no spreadsheet writes."""
    raise InvalidInput(UNREADABLE)


def resolve_path(target: str, base: str) -> str:
    """The part that `target` of a relationship of the part `base` names."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), target)).lstrip("/")


def get_relations_path(name: str) -> str:
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")
