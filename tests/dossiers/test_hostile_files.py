"""Files that were made to do harm: each is refused with a sentence, none is stored, none is a server error."""

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.exceptions import InvalidInput
from dossiers.models import Dossier
from dossiers.reading import archives, json_fields
from dossiers.reading.packages import read_package
from dossiers.reading.records import read_record
from evidence.student_record.files import build_archive
from tests.dossiers.two_schools import Files, TwoSchools, alter_record, list_again, sign_again
from tests.office.browser import open_browser

Make = Callable[[Files], bytes]


def pack(files: Files, **more: bytes) -> bytes:
    return build_archive({**files, **more})


def pack_with(files: Files, name: str, content: bytes = b"x", **attributes: Any) -> bytes:
    """With one more entry, whose header has these attributes."""
    out = io.BytesIO(build_archive(files))
    info = zipfile.ZipInfo(name)
    for attribute, value in attributes.items():
        setattr(info, attribute, value)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(info, content)
    return out.getvalue()


def replace_json(text: bytes) -> Make:
    """A record.json with this content, in an export in which everything else fits."""
    return lambda files: build_archive(sign_again(list_again({**files, "record.json": text})))


def replace_manifest(text: bytes) -> Make:
    """In an export without a signature, which is not stopped by that."""
    kept = ("record.json", "record.csv", "record.pdf")
    return lambda files: build_archive({**{name: files[name] for name in kept}, "manifest.json": text})


def change(alter: Callable[[Any], object]) -> Make:
    return lambda files: build_archive(alter_record(files, alter))


def patch(place: int, value: bytes) -> Make:
    """With bytes of the end record replaced; a negative place counts from the end of the archive."""

    def build(files: Files) -> bytes:
        data = bytearray(build_archive(files))
        data[place : place + len(value)] = value
        return bytes(data)

    return build


def patch_header(offset: int, value: bytes) -> Make:
    """With bytes of the first entry of the table of contents replaced."""

    def build(files: Files) -> bytes:
        data = bytearray(build_archive(files))
        start = data.index(b"PK\x01\x02") + offset
        data[start : start + len(value)] = value
        return bytes(data)

    return build


def build_bomb(files: Files) -> bytes:
    return build_archive({**files, "record.csv": b"\0" * (15 * 2**20)})


def build_crowd(files: Files) -> bytes:
    return build_archive({**files, **{f"credit-{number}.pdf": b"%PDF-" for number in range(1001)}})


def build_overlap(files: Files) -> bytes:
    """Two entries of the table of contents that point to one file."""
    data = build_archive(files)
    start = data.index(b"PK\x01\x02")
    end = len(data) - archives.END_BYTES
    length = 46 + int.from_bytes(data[start + 28 : start + 30], "little")
    directory = data[start:end] + data[start : start + length]
    record = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(files) + 1, len(files) + 1, len(directory), start, 0)
    return data[:start] + directory + record


def set_in(*path: Any) -> Callable[[Any], Make]:
    def with_value(value: Any) -> Make:
        def alter(record: Any) -> None:
            for step in path[:-1]:
                record = record[step]
            record[path[-1]] = value

        return change(alter)

    return with_value


DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
HOSTILE: dict[str, Make] = {
    "nothing": lambda files: b"PK",
    "text": lambda files: b"record.json",
    "random": lambda files: b"PK\x03\x04" + random.Random(1).randbytes(4000),
    "cut": lambda files: build_archive(files)[:-400],
    "comment": lambda files: patch(-2, b"\x01\0")(files) + b"x",
    "two archives": lambda files: b"MZ" + build_archive(files),
    "zip64": lambda files: build_archive(files)[:-22] + b"PK\x06\x07" + b"\0" * 16 + build_archive(files)[-22:],
    "too many declared": patch(-12, b"\xff\xff"),
    "huge directory": patch(-10, b"\xff\xff\xff\x7f"),
    "directory elsewhere": patch(-6, b"\xff\xff\xff\x7f"),
    "bomb": build_bomb,
    "crowd": build_crowd,
    "overlap": build_overlap,
    "size that lies": patch_header(24, b"\x01\0\0\0"),
    "large size that lies": patch_header(24, b"\xff\xff\xff\0"),
    "checksum that lies": patch_header(16, b"\0\0\0\0"),
    "encrypted": patch_header(8, b"\x01\0"),
    "unknown method": patch_header(10, b"\x0e\0"),
    "symbolic link": lambda files: pack_with(files, "link", b"/etc/passwd", external_attr=0o120777 << 16),
    "device": lambda files: pack_with(files, "device", b"", external_attr=0o020666 << 16),
    "folder": lambda files: pack_with(files, "folder/", b""),
    "up": lambda files: pack_with(files, "../record.json"),
    "absolute": lambda files: pack_with(files, "/etc/passwd"),
    "backslash": lambda files: pack_with(files, "..\\record.json"),
    "drive": lambda files: pack_with(files, "C:record.json"),
    "hidden": lambda files: pack_with(files, ".htaccess"),
    "not latin": lambda files: pack_with(files, "rеcord.json"),
    "twice, in capitals": lambda files: pack_with(files, "RECORD.json"),
    "no manifest": lambda files: pack({name: text for name, text in files.items() if name != "manifest.json"}),
    "no record": lambda files: pack({name: text for name, text in files.items() if name != "record.json"}),
    "no PDF": lambda files: pack({**files, "record.pdf": b"<html>"}),
    "manifest no JSON": replace_manifest(b"{"),
    "manifest a list": replace_manifest(b"[]"),
    "manifest not UTF-8": replace_manifest(b'{"files": "\xff"}'),
    "manifest of nothing": replace_manifest(b"{}"),
    "manifest with a list of files": replace_manifest(b'{"files": []}'),
    "manifest with texts as files": replace_manifest(b'{"files": {"record.json": "x"}}'),
    "manifest with a long key": replace_manifest(b'{"key": "' + b"a" * 100 + b'"}'),
    "manifest with a number as format": replace_manifest(b'{"format": "1"}'),
    "deep": replace_json(DEEP),
    "deep list": replace_json(b"[" * 200_000),
    "NaN": replace_json(b'{"school": NaN}'),
    "infinite": replace_json(b'{"school": 1e999}'),
    "long number": replace_json(b'{"school": ' + b"9" * 5000 + b"}"),
    "key twice": replace_json(b'{"school": {}, "school": {}}'),
    "byte order mark": replace_json(b"\xef\xbb\xbf{}"),
    "UTF-16": replace_json('{"school": {}}'.encode("utf-16")),
    "many objects": replace_json(b"[" + b"{}," * 500_000 + b"{}]"),
    "empty": replace_json(b""),
    "no school": change(lambda record: record.pop("school")),
    "school a text": set_in("school")("Alpine"),
    "school without a name": set_in("school", "name")("  "),
    "name a number": set_in("student", "name")(7),
    "name a list": set_in("student", "name")(["Sam"]),
    "NUL": set_in("student", "name")("Sam\0"),
    "half a character": set_in("student", "name")("Sam \ud800"),
    "long text": set_in("entries", 0, "remarks")("x" * 200_001),
    "entries an object": set_in("entries")({}),
    "entry a text": set_in("entries")(["x"]),
    "too many entries": set_in("entries")([{}] * 20_001),
    "entry without a time": set_in("entries", 0, "at")(None),
    "moment of no calendar": set_in("entries", 0, "at")("2026-02-30 10:00:00"),
    "moment of the first year": set_in("entries", 0, "at")("0001-01-01 00:00:00"),
    "moment a number": set_in("entries", 0, "at")(1),
    "birthday in the future": set_in("student", "date_of_birth")("9999-12-31"),
    "version a text": set_in("signatures", 0, "version")("1"),
    "version negative": set_in("signatures", 0, "version")(-1),
    "version true": set_in("signatures", 0, "version")(True),
    "revocation a text": set_in("signatures", 0, "revoked")("x"),
    "items a text": set_in("items")("x"),
    "item twice": change(lambda record: record["items"].append(record["items"][0])),
    "item of no kind": set_in("items", 0, "kind")("FLIGHT"),
    "item done by a text": set_in("items", 0, "done")("true"),
    "minutes beyond measure": set_in("items", 0, "minutes")(10**30),
    "minutes a fraction": set_in("items", 0, "minutes")(1.5),
    "signatures of numbers": set_in("items", 0, "signatures")([1]),
}


def test_every_hostile_file_is_refused_in_words(schools: TwoSchools) -> None:
    files, browser = schools.export(), open_browser(schools.world.otto)
    address = reverse("admin:dossiers_dossier_receive", args=[schools.sam_here.pk])
    wrong = {}
    for name, build in HOSTILE.items():
        upload = SimpleUploadedFile("record.zip", build(files))
        response = browser.post(address, {"asked": "1", "file": upload})
        errors = response.context["form"].errors.get("file", []) if response.status_code == 200 else []
        if not (len(errors) == 1 and is_sentence(errors[0])):
            wrong[name] = (response.status_code, errors)

    assert wrong == {}
    assert len(HOSTILE) > 70
    assert not Dossier.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.zip"))


def is_sentence(text: str) -> bool:
    return text.endswith(".") and text.isprintable() and len(text) < 200


def test_the_refusal_names_the_place(schools: TwoSchools) -> None:
    with pytest.raises(InvalidInput) as error:
        schools.receive(alter_record(schools.export(), lambda record: record["entries"][0].update(at="today")))

    assert error.value.errors == {"file": ["record.json: entries[0].at must be a moment."]}


def test_no_change_of_bytes_is_more_than_a_refusal(schools: TwoSchools) -> None:
    """A thousand archives with a few bytes flipped, deleted or repeated."""
    data, dice = build_archive(schools.export()), random.Random(7)
    names, refused = set[str](), set[str]()
    for _ in range(1000):
        altered = bytearray(data)
        for _ in range(dice.randint(1, 4)):
            # Most of an archive is packed text: half of the changes hit its structure instead.
            at = dice.randrange(len(altered)) if dice.random() < 0.5 else len(altered) - dice.randint(1, 600)
            altered[at : at + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
        try:
            names.add(read_package(bytes(altered)).record.student.name)
        except InvalidInput as error:
            refused |= set(error.errors)
    assert (names, refused) == ({"Sam Student"}, {"file"})


def test_no_value_in_the_record_is_more_than_a_refusal(schools: TwoSchools) -> None:
    """Every value of record.json, one after the other, replaced by values of every type."""
    files = schools.export()
    record = json.loads(files["record.json"])
    record["entries"], record["signatures"] = record["entries"][:2], record["signatures"][:1]
    record["items"] = record["items"][:2]
    odd: list[Any] = [None, 0, -1, 1.5, True, "", "x", "9" * 30, [], {}, [[]], [{}], {"a": 1}, "\ud800", "2026-01-01"]
    fields = json_fields.Fields(record, "")
    accepted, refused = 0, set[str]()
    for container, key in list_places(record):
        before = container[key]
        for value in odd:
            container[key] = value
            try:
                read_record(fields)
                accepted += 1
            except InvalidInput as error:
                refused |= set(error.errors)
        container[key] = before
    assert refused == {"file"}
    assert accepted > 100  # what nobody reads, and optional values


def list_places(value: Any) -> list[tuple[Any, Any]]:
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    places = [(value, key) for key in keys]
    for key in keys:
        if isinstance(value[key], (dict, list)):
            places += list_places(value[key])
    return places


def test_a_bomb_is_refused_before_it_is_unpacked(schools: TwoSchools, monkeypatch: pytest.MonkeyPatch) -> None:
    data = build_bomb(schools.export())

    def explode(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("It was unpacked.")

    monkeypatch.setattr(zipfile.ZipFile, "open", explode)
    with pytest.raises(InvalidInput) as error:
        read_package(data)
    assert error.value.errors == {"file": ["record.csv is packed more densely than any record."]}
