"""Unpacking the ZIP archive of a dossier.

Only what `build_archive` in evidence/student_record/files.py writes is accepted: plain files at the top, stored or
deflated, without encryption, links, folders, comments or ZIP64. So there is little that an attacker can vary. Sizes are
checked as declared, before anything is unpacked, and again as unpacked.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.units import KIBIBYTE, MEBIBYTE
from dossiers.reading.refusals import refuse, shorten

MAX_ARCHIVE_BYTES = 50 * MEBIBYTE
MAX_FILES = 1000
MAX_FILE_BYTES = 20 * MEBIBYTE
MAX_TOTAL_BYTES = 100 * MEBIBYTE
MAX_RATIO = 200  # of a file that is not small: text of records shrinks to a tenth or so
RATIO_MATTERS_FROM = MEBIBYTE
MAX_DIRECTORY_BYTES = 512 * KIBIBYTE  # of the table of contents, which zipfile reads in full before it can be counted

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
SIGNATURE = b"PK\x03\x04"
END_SIGNATURE, END_BYTES = b"PK\x05\x06", 22
ZIP64_SIGNATURE, ZIP64_BYTES = b"PK\x06\x07", 20
COUNT_AT, DIRECTORY_AT = slice(10, 12), slice(12, 16)  # in the end record
IS_ENCRYPTED = 0x1 | 0x40 | 0x2000
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# What zipfile and zlib raise for archives that are damaged or made to be.
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError)


def unpack(data: bytes) -> dict[str, bytes]:
    """The files by name. Raises InvalidInput for anything else than such an archive."""
    check_frame(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            check_contents(infos)
            return {info.filename: read_file(archive, info) for info in infos}
    except UNREADABLE as error:
        raise refuse(_("This ZIP archive is damaged.")) from error


def check_frame(data: bytes) -> None:
    """Checks the end record before zipfile reads the table of contents, whose size it alone limits."""
    if len(data) > MAX_ARCHIVE_BYTES:
        raise refuse(_("The file is larger than %(size)s MB.") % {"size": MAX_ARCHIVE_BYTES // MEBIBYTE})
    end = data[-END_BYTES:]
    if not data.startswith(SIGNATURE) or not end.startswith(END_SIGNATURE) or not end.endswith(b"\0\0"):
        raise refuse(_("This is no ZIP archive as Downwind exports it."))
    if data[-END_BYTES - ZIP64_BYTES :].startswith(ZIP64_SIGNATURE):
        raise refuse(_("This is no ZIP archive as Downwind exports it."))
    count, size = (int.from_bytes(end[place], "little") for place in (COUNT_AT, DIRECTORY_AT))
    if count > MAX_FILES or size > MAX_DIRECTORY_BYTES:
        raise refuse(_("The archive has more than %(limit)s files.") % {"limit": MAX_FILES})


def check_contents(infos: Sequence[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        check_entry(info)
        if info.filename.casefold() in seen:  # some systems would unpack both into one
            raise refuse(_("The archive has two files named %(name)s.") % {"name": shorten(info.filename)})
        seen.add(info.filename.casefold())
    if len(infos) > MAX_FILES:
        raise refuse(_("The archive has more than %(limit)s files.") % {"limit": MAX_FILES})
    if sum(info.file_size for info in infos) > MAX_TOTAL_BYTES:
        raise refuse(_("Unpacked, the archive is larger than %(size)s MB.") % {"size": MAX_TOTAL_BYTES // MEBIBYTE})


def check_entry(info: zipfile.ZipInfo) -> None:
    name = {"name": shorten(info.orig_filename)}
    # The name as stored: zipfile cuts it at a NUL and turns backslashes.
    if not NAME.fullmatch(info.orig_filename) or info.orig_filename != info.filename:
        raise refuse(_("The archive has a file with a name that no export has: %(name)s.") % name)
    if info.flag_bits & IS_ENCRYPTED:
        raise refuse(_("%(name)s is encrypted.") % name)
    mode = info.external_attr >> 16
    if info.compress_type not in METHODS or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
        raise refuse(_("%(name)s is no plain file.") % name)
    if info.file_size > MAX_FILE_BYTES:
        raise refuse(_("%(name)s is larger than %(size)s MB.") % {**name, "size": MAX_FILE_BYTES // MEBIBYTE})
    if info.file_size > max(RATIO_MATTERS_FROM, info.compress_size * MAX_RATIO):
        raise refuse(_("%(name)s is packed more densely than any record.") % name)


def read_file(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        content = file.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise refuse(_("%(name)s does not have the size that the archive says.") % {"name": info.filename})
    return content
