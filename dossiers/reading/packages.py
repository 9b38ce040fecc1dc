"""A dossier as a whole: its files against the manifest, the manifest against its signature, the record in it.

The signature covers the bytes of manifest.json, and manifest.json has the digest of every other file
(evidence/student_record/signing.py). So an export that was altered in any byte does not pass; one from which the
signature was taken altogether is only `UNSIGNED`, as those of older versions are, and says nothing of who made it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dossiers.reading.archives import MAX_FILES, unpack
from dossiers.reading.json_fields import Fields, parse_json
from dossiers.reading.records import DossierRecord, read_record
from dossiers.reading.refusals import refuse, shorten
from records.export_keys import FINGERPRINT_LENGTH, compute_fingerprint, is_signed_by, parse_public_pem

MANIFEST, SIGNATURE, PUBLIC_KEY = "manifest.json", "manifest.sig", "public_key.pem"
RECORD, PRINTED = "record.json", "record.pdf"
OUTSIDE = {MANIFEST, SIGNATURE, PUBLIC_KEY}  # what the manifest cannot list
FORMAT = 1  # the newest that is understood
MAX_COPY = 1000  # characters


@dataclass(frozen=True)
class DossierPackage:
    """A dossier that is whole. `fingerprint` is of the key that signed it, "" for an unsigned one; `copy` says for whom
    this copy was made, as an inspector's, "" for one that was handed to the student."""

    files: Mapping[str, bytes]
    record: DossierRecord
    exported_at: datetime
    fingerprint: str
    copy: str

    @property
    def printed(self) -> bytes:
        return self.files[PRINTED]


def read_package(data: bytes) -> DossierPackage:
    """Raises InvalidInput, with a sentence that names the file, for what is no export or was altered."""
    files = unpack(data)
    for name in (MANIFEST, RECORD, PRINTED):
        if name not in files:
            raise refuse(_("This is no exported record: %(name)s is missing.") % {"name": name})
    if not files[PRINTED].startswith(b"%PDF-"):
        raise refuse(_("%(name)s is no PDF.") % {"name": PRINTED})
    # The signature first: a file that somebody made up is not read any further than necessary.
    manifest = parse_json(files[MANIFEST], MANIFEST)
    check_format(manifest)
    fingerprint = check_signature(files, manifest)
    check_digests(files, manifest)
    record = read_record(parse_json(files[RECORD], RECORD))
    check_same_record(manifest, record)
    copy = manifest.read_text("copy", MAX_COPY, default="")
    return DossierPackage(files, record, manifest.read_moment("exported_at"), fingerprint, copy)


def check_format(manifest: Fields) -> None:
    if manifest.read_number("format") > FORMAT:
        raise refuse(_("The record was exported by a newer version of Downwind, which this one cannot read."))


def check_signature(files: Mapping[str, bytes], manifest: Fields) -> str:
    """The fingerprint of the key that signed the manifest, or "". Exports have been signed since they name a key."""
    named = manifest.read_text("key", FINGERPRINT_LENGTH, default="")
    if not named and SIGNATURE not in files and PUBLIC_KEY not in files:
        return ""
    for name in (SIGNATURE, PUBLIC_KEY):
        if name not in files:
            raise refuse(_("The record was altered: %(name)s is missing.") % {"name": name})
    key = parse_public_pem(files[PUBLIC_KEY])
    if key is None:
        raise refuse(_("The record was altered: %(name)s is no key.") % {"name": PUBLIC_KEY})
    if compute_fingerprint(key) != named:
        raise refuse(_("The record was altered: manifest.json names another key than %(name)s.") % {"name": PUBLIC_KEY})
    if not is_signed_by(key, files[SIGNATURE], files[MANIFEST]):
        raise refuse(_("The record was altered: the signature does not match manifest.json."))
    return named


def check_digests(files: Mapping[str, bytes], manifest: Fields) -> None:
    entries = manifest.read_objects_by_name("files", MAX_FILES)
    for name in sorted(entries.keys() - files.keys()):
        raise refuse(_("The record was altered: %(name)s is missing.") % {"name": shorten(name)})
    for name in sorted(files.keys() - entries.keys() - OUTSIDE):
        raise refuse(_("The record was altered: manifest.json does not list %(name)s.") % {"name": shorten(name)})
    for name, entry in entries.items():
        is_listed_twice = name in OUTSIDE
        digest = hashlib.sha256(files[name]).hexdigest()
        if is_listed_twice or entry.read_text("sha256") != digest or entry.read_number("bytes") != len(files[name]):
            raise refuse(_("The record was altered: %(name)s does not match manifest.json.") % {"name": shorten(name)})


def check_same_record(manifest: Fields, record: DossierRecord) -> None:
    """That the manifest is of this record: otherwise parts of two exports were put together."""
    is_same = manifest.read_text("enrollment") == record.enrollment_id
    if manifest.has("school"):
        school = manifest.read_object("school")
        is_same = is_same and school.read_text("id") == record.school_id
    if not is_same:
        raise refuse(_("The record was altered: manifest.json is that of another record."))
