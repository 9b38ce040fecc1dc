"""The record as people read it: a summary, the log and the signatures in words, on paper and as one page."""

import json
import re
from typing import Any

import pytest

from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from evidence.student_record.wording import Book, list_targets, write_events
from records.models import Event
from records.services import EventDraft, record_events
from tests.evidence.student_record.conftest import RELATED
from tests.pdf_reading import read_pages
from tests.world import World
from trainings.models import Enrollment

COPY = "Copy for Pat Inspector, CAA, 18 Mar 2026, access 1234"
SENTENCE = "Signed by Ines Instructor (Instructor) on 18 Mar 2026, 23:00: “It is so.”"


def read_html(enrollment: Enrollment, watermark: str = "") -> str:
    return build_record_files(gather_record(enrollment), watermark)["record.html"].decode()


def test_the_summary_has_what_an_authority_asks_for(finished_enrollment: Enrollment) -> None:
    """14 CFR 141.101(a): date enrolled, tests with grades, date on which the training ended and how."""
    summary = json.loads(build_record_files(gather_record(finished_enrollment))["record.json"])["summary"]

    assert (summary["enrolled"], summary["ended"], summary["how_it_ended"]) == ("2026-02-16", "2026-03-18", "finished")
    assert summary["tests"] == [{"date": "2026-03-17", "name": "Law exam", "grade": "80.00 %", "passed": True}]
    assert summary["classes"] == {"attended": 1, "missed": 0, "seconds": 3900}
    assert (summary["studied_seconds"], summary["flights"]["recorded"]) == (3600, 1)
    assert summary["signers"] == [{"name": "Ines Instructor", "role": "Instructor", "signatures": 2, "revoked": 1}]


def test_the_page_says_signatures_in_words_and_strikes_those_taken_back(finished_enrollment: Enrollment) -> None:
    html = read_html(finished_enrollment)

    assert f"<del>{SENTENCE}</del>" in html
    assert f"<p>{SENTENCE}</p>" in html
    assert "Taken back by Maria Manager on 18 Mar 2026, 23:00: a slip" in html
    assert "class 010 Air Law: Right of way, 8 Mar 2026, 23:00" in html
    assert "onsite.classsession" not in html


def test_the_page_needs_nothing_but_itself(finished_enrollment: Enrollment) -> None:
    html = read_html(finished_enrollment)

    assert not re.findall(r"<script|<img|<link|src=|https?://", html)


def test_the_page_holds_the_digest_of_everything_signed_or_issued(finished_enrollment: Enrollment) -> None:
    html, record = read_html(finished_enrollment), gather_record(finished_enrollment)

    digests = [row.digest for row in record.signatures] + [row.digest for row in record.certificates]
    assert len(digests) == 3
    assert all(digest in html for digest in digests)


def test_a_training_that_has_ended_has_a_line_for_the_chief_instructor(
    world: World, finished_enrollment: Enrollment
) -> None:
    """14 CFR 141.101(c)."""
    assert "Certified by the chief instructor" in read_html(finished_enrollment)

    Enrollment.objects.filter(pk=finished_enrollment.pk).update(finished_at=None, valid_until_on=None)
    ongoing = Enrollment.objects.select_related(*RELATED).get(pk=finished_enrollment.pk)
    assert "Certified by the chief instructor" not in read_html(ongoing)


def test_the_paper_begins_with_the_summary_and_ends_with_the_signatures(finished_enrollment: Enrollment) -> None:
    first, *others = read_pages(build_record_files(gather_record(finished_enrollment))["record.pdf"])

    for words in ("Law exam", "80.00 %", "Who signed", "Certified by the chief instructor"):
        assert words in first
    assert SENTENCE in " ".join(" ".join(others).split())


def test_a_copy_names_its_reader_on_every_page_and_in_the_manifest(finished_enrollment: Enrollment) -> None:
    files = build_record_files(gather_record(finished_enrollment), COPY)

    pages = read_pages(files["record.pdf"])
    assert [page.replace("\n", " ").count("Pat Inspector, CAA") for page in pages] == [2] * len(pages)
    assert COPY in files["record.html"].decode()
    assert json.loads(files["manifest.json"])["copy"] == COPY


def test_no_copy_is_marked_without_a_reader(finished_enrollment: Enrollment) -> None:
    files = build_record_files(gather_record(finished_enrollment))

    assert "copy" not in json.loads(files["manifest.json"])
    assert "Copy for" not in " ".join(read_pages(files["record.pdf"]))


@pytest.mark.parametrize(
    ("action", "payload", "words"),
    [
        ("enrollment.finished", {}, "The enrollment of {name} was finished."),
        ("signature.refused", {}, "Maria Manager gave a wrong password when signing."),
        ("record.exported", {"format": "zip"}, "Maria Manager exported the student record of {name} as ZIP."),
        ("record.exported", {}, "Maria Manager exported the student record of {name}."),
        ("nobody.knows", {"a": [1, {"b": None}]}, "Maria Manager: nobody.knows"),
    ],
)
def test_events_are_told_with_the_names_that_are_known(
    world: World, finished_enrollment: Enrollment, action: str, payload: dict[str, Any], words: str
) -> None:
    draft = EventDraft(action, finished_enrollment, payload)
    (event,) = record_events(draft, company_id=world.alpine.pk, by=world.maria)
    names = gather_record(finished_enrollment).names

    (told,) = write_events([event], Book(names, {}, world.alpine))
    assert told.text == words.format(name="Sam Student in PPL(A)")


def test_every_event_of_a_record_can_be_told(finished_enrollment: Enrollment) -> None:
    record = gather_record(finished_enrollment)

    told = write_events(record.events, Book(record.names, list_targets(record.signatures), finished_enrollment.company))
    assert len(told) == len(record.events) == Event.objects.filter(company=finished_enrollment.company).count()
    assert [row.text for row in told[:2]] == [
        "Ines Instructor signed the class 010 Air Law: Right of way, 8 Mar 2026, 23:00 (version 1).",
        "Ines Instructor took back the signature of the class 010 Air Law: Right of way, 8 Mar 2026, 23:00.",
    ]
