"""Packages of learning platforms are recognised by their content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.packages import MAX_ENTRIES, describe_package, describe_xml
from tests.core.xlsx.parts import build_archive
from tests.spreadsheets import build_xlsx

SCORM_1 = b"""<manifest xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata></manifest>"""
SCORM_2004 = b"""<manifest xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3">
<metadata><schema>ADL SCORM</schema><schemaversion>2004 3rd Edition</schemaversion></metadata></manifest>"""
QTI = b'<manifest><resources><resource type="imsqti_item_xmlv2p1" href="item.xml"/></resources></manifest>'


@pytest.mark.parametrize(
    ("parts", "begin"),
    [
        ({"imsmanifest.xml": SCORM_1, "index.html": b""}, "This is a SCORM 1.2 package"),
        ({"IMSManifest.xml": SCORM_2004}, "This is a SCORM 2004 package"),
        ({"imsmanifest.xml": QTI, "item.xml": b"<assessmentItem/>"}, "This is a QTI 2.1 package."),
        ({"imsmanifest.xml": b"<manifest><schema>QTIv2.1 Package</schema></manifest>"}, "This is a QTI package."),
        ({"imsmanifest.xml": b"<manifest/>"}, "This is an IMS content package."),
        ({"h5p.json": b"{}", "content/content.json": b"{}"}, "This is an H5P package"),
        ({"moodle_backup.xml": b""}, "This is a Moodle backup."),
        ({"_rels/.rels": b"", "word/document.xml": b""}, "This is a Word document."),
        ({"mimetype": b"", "content.xml": b""}, "This is an OpenDocument file"),
        ({"people.csv": b"email"}, "This is a ZIP archive of other files."),
    ],
)
def test_an_archive_is_called_what_it_is(parts: dict[str, bytes], begin: str) -> None:
    assert describe_package(build_archive(parts)).startswith(begin)


def test_a_workbook_is_no_package_nor_what_cannot_be_read() -> None:
    crowd = {str(number): b"" for number in range(MAX_ENTRIES + 1)} | {"h5p.json": b""}
    for data in (build_xlsx([["email"]]), b"PK\x03\x04", b"email\n", b"", build_archive(crowd)):
        assert describe_package(data) == ""


def test_no_more_of_a_manifest_is_unpacked_than_its_beginning() -> None:
    assert describe_package(build_archive({"imsmanifest.xml": b" " * 30_000_000 + QTI})) == (
        "This is an IMS content package."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('<?xml version="1.0"?><!-- <quiz> --><assessmentItem xmlns="x">', "This is a question in QTI 2."),
        ("\ufeff <questestinterop>", "This is a question file in QTI 1."),
        ("<!DOCTYPE html>\n<HTML>", "This is a web page."),
        ("<qti:qti-assessment-item>", "This is a question in QTI 3."),
        ("<quiz>", ""), ("<!--" * 20_000, ""), ("", ""), ("x<html>", ""),
    ],
)  # fmt: skip
def test_xml_is_called_by_its_first_element(text: str, sentence: str) -> None:
    assert describe_xml(text) == sentence


@given(st.binary(max_size=200).map(b"PK\x03\x04".__add__) | st.binary(max_size=200).map(b"PK\x05\x06".__add__))
def test_no_bytes_do_anything_but_give_a_sentence_or_none(data: bytes) -> None:
    assert isinstance(describe_package(data), str)
