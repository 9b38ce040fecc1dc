"""Recognises packages of learning platforms and other archives that people upload in place of a readable file.

By their content, never by their name. An archive's table of contents and the first part of its manifest are read, and
nothing else is unpacked.
"""

import io
import re
import zipfile

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.units import KIBIBYTE

ZIP_SIGNATURE = b"PK"
MAX_ENTRIES = 5000
MAX_MANIFEST_BYTES = 64 * KIBIBYTE
ENTRIES_AT = slice(10, 12)  # in the end record of an archive, which zipfile would read in full first
MANIFEST = "imsmanifest.xml"
WORKBOOK = "xl/workbook.xml"
OFFICE_RELATIONS = "_rels/.rels"  # in every file of Microsoft Office

OTHER_ARCHIVE = _("This is a ZIP archive of other files.")
# Files at the top of an archive that show what it is.
MARKS = {
    "h5p.json": _("This is an H5P package: interactive content for one player."),
    "moodle_backup.xml": _("This is a Moodle backup."),
    "word/document.xml": _("This is a Word document."),
    "ppt/presentation.xml": _("This is a presentation."),
    "content.xml": _("This is an OpenDocument file, such as LibreOffice writes."),
    "cmi5.xml": _("This is a cmi5 package: a course to be played."),
    "tincan.xml": _("This is an xAPI package: a course to be played."),
}
XML_ROOTS = {
    "assessmentitem": _("This is a question in QTI 2."),
    "assessmenttest": _("This is a test in QTI 2."),
    "questestinterop": _("This is a question file in QTI 1."),
    "qti-assessment-item": _("This is a question in QTI 3."),
    "qti-assessment-test": _("This is a test in QTI 3."),
    "manifest": _("This is the table of contents of a SCORM or QTI package."),
    "moodle_backup": _("This is a part of a Moodle backup."),
    "html": _("This is a web page."),
}
ELEMENT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
# What may stand before the first element, by how it begins: its end.
PROLOG = {"<?": "?>", "<!--": "-->", "<!": ">"}


def describe_package(data: bytes) -> str:
    """A sentence that says what kind of archive this is; "" for an XLSX file, for what cannot be read, and for an
    archive of more than `MAX_ENTRIES` files."""
    if not data.startswith(ZIP_SIGNATURE):
        return ""
    end = data.rfind(b"PK\x05\x06")
    if end >= 0 and int.from_bytes(data[end:][ENTRIES_AT], "little") > MAX_ENTRIES:
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return describe_archive(archive)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return ""


def describe_archive(archive: zipfile.ZipFile) -> str:
    names = {name.lstrip("/").lower() for name in archive.namelist()}
    if WORKBOOK in names or not names:
        return ""
    if MANIFEST in names:
        return describe_manifest(read_manifest(archive))
    other = "" if OFFICE_RELATIONS in names else OTHER_ARCHIVE
    return str(next((sentence for mark, sentence in MARKS.items() if mark in names), other))


def read_manifest(archive: zipfile.ZipFile) -> str:
    info = next(info for info in archive.infolist() if info.filename.lstrip("/").lower() == MANIFEST)
    with archive.open(info) as file:
        return file.read(MAX_MANIFEST_BYTES).decode("utf-8", errors="replace").lower()


def describe_manifest(manifest: str) -> str:
    """What the manifest of an IMS content package says that it holds."""
    if "scorm" in manifest or "adlcp" in manifest:
        version = "2004" if re.search(r"2004|cam 1\.3|adlcp_v1p3", manifest) else "1.2"
        text = gettext(
            "This is a SCORM %(version)s package: a course to be played, of which the questions are a program."
        )
        return text % {"version": version}
    if match := re.search(r"imsqti_\w*?v(\d)p(\d)", manifest):
        return gettext("This is a QTI %(version)s package.") % {"version": f"{match[1]}.{match[2]}"}
    if "imsqti" in manifest or "qti" in manifest:
        return gettext("This is a QTI package.")
    return gettext("This is an IMS content package.")


def describe_xml(text: str) -> str:
    """A sentence that says what kind of XML this is, if it is one that nothing here reads; otherwise ""."""
    text = text[:MAX_MANIFEST_BYTES].lstrip("\ufeff \t\r\n")
    while end := next((end for begin, end in PROLOG.items() if text.startswith(begin)), ""):
        text = text.partition(end)[2].lstrip()
    match = ELEMENT.match(text)
    return str(XML_ROOTS.get(match[1].lower(), "")) if match else ""
