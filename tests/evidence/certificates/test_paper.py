"""The certificate on paper: any name, any length, as many pages as it needs, never blank and never overprinted."""

from datetime import UTC, date
from typing import Any

import pytest

from core.exceptions import Conflict
from evidence.certificates.pdf import render_certificate
from tests.pdf_reading import has_letters_of, read_edges, read_fonts, read_pages

CHECK_URL = "https://training.alpine.example/certificates/" + "a" * 24
A4_WIDTH = 842
MARGIN = 62
NAMES = [
    ("محمد", "الأحمدي بن عبد العزيز"),
    ("יוסף", "כהן-לוי"),
    ("王", "小明"),
    ("太郎", "山田"),
    ("김", "민수"),
    ("สมชาย", "ใจดี"),
    ("प्रिया", "शर्मा"),
    ("Ann 🛩️", "Pilot 👩‍✈️"),
    ("Nguyễn Thị", "Hằng"),
    ("გიორგი", "ბერიძე"),
    ("Արամ", "Խաչատրյան"),
    ("Ἀλέξανδρος", "Παπαδόπουλος"),
    ("İbrahim", "Işıkçı"),
]


def build_content(name: str = "Sam", surname: str = "Student", subjects: Any = (), **more: Any) -> dict[str, Any]:
    """A certificate as the wire has it; `subjects` are the names of its subjects."""
    return {
        "number": "2026-00002",
        "issued": "2026-03-18 10:00:00",
        "User": {"UserDetail": {"name": name, "surname": surname}},
        "Company": {"name": "Alpine Flight School"},
        "Training": {"name": "PPL(A) <theory>", "Manager": {"signature": "Maria Manager"}},
        "TrainingsUser": {"finish_date": "2026-03-18", "validity": "2028-03-17"},
        "Flights": {"missions": 2, "time": 10800},
        "TrainingSubject": [
            {"code": f"{number:03d}", "name": subject, "hours": 14.0, "score": 82.5}
            for number, subject in enumerate(subjects, 1)
        ],
        **more,
    }


def test_it_says_what_the_json_says() -> None:
    (page,) = read_pages(render_certificate(build_content(subjects=["Air Law"]), CHECK_URL, UTC))

    for text in (
        "Alpine Flight School", "Sam Student", "PPL(A) <theory>", "on 18 Mar 2026, valid until 17 Mar 2028",
        "001 Air Law 14 h 82.5 %", "Flight training: 2 missions, 3 h", "Maria Manager",
        "Certificate 2026-00002, issued 18 Mar 2026, 10:00 (UTC)", CHECK_URL,
    ):  # fmt: skip
        assert text in page
    assert "REVOKED" not in page


@pytest.mark.parametrize(("name", "surname"), NAMES)
def test_a_name_is_printed_in_any_script(name: str, surname: str) -> None:
    (page,) = read_pages(render_certificate(build_content(name, surname), CHECK_URL, UTC))
    _, _, after = page.partition("This is to certify that")
    printed, _, _ = after.partition("has completed")

    assert has_letters_of(f"{name} {surname}", printed), printed


def test_accents_that_were_written_apart_are_printed_on_their_letters() -> None:
    (page,) = read_pages(
        render_certificate(build_content("Zoe\u0308", "A\u030angstro\u0308m-Nguye\u0302\u0303n"), CHECK_URL, UTC)
    )
    assert "Zoë Ångström-Nguyễn" in page


def test_a_name_neither_turns_the_page_around_nor_is_taken_for_markup() -> None:
    (page,) = read_pages(render_certificate(build_content("\u202eevil", "<b>#name</b>"), CHECK_URL, UTC))
    assert "This is to certify that\nevil <b>#name</b>\nhas completed the training" in page


@pytest.mark.parametrize("name", ["X" * 100, "Maria Anna Theresia " * 5, "Ж" * 100, "王" * 100, "Wi-" * 33])
def test_a_name_of_any_length_stays_between_the_margins(name: str) -> None:
    pdf = render_certificate(build_content(name, name, subjects=[name * 2] * 3), CHECK_URL, UTC)

    for leftmost, rightmost in read_edges(pdf):
        assert leftmost >= MARGIN
        assert rightmost < A4_WIDTH - MARGIN
    assert "".join(read_pages(pdf)).replace("\n", "").replace(" ", "").count(name.replace(" ", "")) >= 8


def test_a_long_subject_is_wrapped_and_not_cut() -> None:
    name = (
        "Aircraft general knowledge: airframe, systems, electrics, power plant, emergency equipment, and the rest of it"
    )
    (page,) = read_pages(render_certificate(build_content(subjects=[name, "Air Law"]), CHECK_URL, UTC))
    assert name in page.replace(" \n", " ").replace("\n", " ")


def test_forty_subjects_go_on_on_a_second_page_that_tells_whose_it_is() -> None:
    first, second = read_pages(
        render_certificate(build_content(subjects=[f"Subject {n}" for n in range(1, 41)]), CHECK_URL, UTC)
    )

    for number in range(1, 41):
        assert f"{number:03d} Subject {number} " in first + second
    assert "Code Subject Hours Result" in second
    assert "Certificate 2026-00002, Sam Student, Alpine Flight School" in second
    assert "Page 2 of 2" in second
    assert "Maria Manager" in second


def test_a_revoked_one_says_so_on_every_page_with_its_reason() -> None:
    revoked = build_content(
        subjects=["Subject"] * 40, status="revoked", reason="Issued in error 𓀀", replaced_by="2026-00003"
    )
    first, second = read_pages(render_certificate(revoked, CHECK_URL, UTC, date(2026, 3, 19)))

    assert "REVOKED 19 Mar 2026" in first
    assert "REVOKED 19 Mar 2026" in second
    reason = "Issued in error [U+13000 EGYPTIAN HIEROGLYPH A001] (replaced by certificate 2026-00003)"
    assert f"Revoked on 19 Mar 2026: {reason}" in first.replace(" \n", " ").replace("\n", " ")


def test_the_one_that_replaces_another_names_it() -> None:
    (page,) = read_pages(render_certificate(build_content(replaces="2026-00001"), CHECK_URL, UTC))
    assert "Replaces certificate 2026-00001" in page


def test_what_cannot_be_printed_is_refused_by_name() -> None:
    with pytest.raises(Conflict, match=r"student: Cannot be printed: U\+13000 EGYPTIAN HIEROGLYPH A001"):
        render_certificate(build_content("𓀀"), CHECK_URL, UTC)


def test_all_its_letters_come_from_the_servers_own_fonts() -> None:
    assert read_fonts(render_certificate(build_content("김", "Ż"), CHECK_URL, UTC)) == {
        "NotoSans-Regular",
        "NotoSansCJKjp-Regular-Identity-H",
    }
