"""The data of a printed certificate, in English. certificate.typ holds its layout."""

from collections import Counter
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

from core.dates.writing import format_day, format_duration, format_moment, write_english
from core.pdf.engine import build_qr_code, check_printable, render_pdf
from core.pdf.text import spell_out
from hours.kinds import HourKind
from hours.wording import format_minutes

TEMPLATE = Path(__file__).with_name("certificate.typ")


def render_certificate(
    certificate: dict[str, Any], check_url: str, zone: tzinfo, revoked_on: date | None = None
) -> bytes:
    """The bytes of the PDF. `certificate` is what `build_issued_view` returns, `check_url` the target of its QR code,
    `zone` the school's time zone, in which the moment of issue is printed and which is named there.

    With `revoked_on`, the day on which it was revoked, every page says so across the text. Raises Conflict for a
    certificate with characters that no font holds.
    """
    issued_at = datetime.fromisoformat(certificate["issued"]).replace(tzinfo=UTC)
    with write_english():
        page = {
            **build_page(certificate),
            "title": f"Certificate {certificate['number']}",
            "number": certificate["number"],
            "issued": f"{format_moment(issued_at, zone)} ({zone})",
            "replaces": certificate.get("replaces"),
            "check": check_url,
            "qr": build_qr_code(check_url),
            "revoked": revoked_on and build_stamp(certificate, revoked_on),
        }
        return render_pdf(TEMPLATE, page, at=issued_at)


def check_certificate_printable(content: dict[str, Any]) -> None:
    """Raises Conflict for the content of a certificate that has characters which no font holds."""
    with write_english():
        page = build_page(content)
    check_printable(page)


def build_page(content: dict[str, Any]) -> dict[str, Any]:
    """The part of the page that comes from the frozen content: everything that people wrote, and the results."""
    person, manager = content["User"]["UserDetail"], content["Training"]["Manager"]
    return {
        "school": content["Company"]["name"],
        "student": f"{person['name']} {person['surname']}",
        "training": content["Training"]["name"],
        "dates": format_dates(content["TrainingsUser"]),
        "subjects": [
            *(build_subject_row(subject) for subject in content["TrainingSubject"]),
            *(build_exam_row(exam) for exam in content.get("TrainingExam", [])),
        ],
        "flights": format_flights(content["Flights"]),
        "credits": format_credits(content.get("Credits", [])),
        "hours": format_hours(content.get("Hours", [])),
        "signature": manager and manager["signature"],
    }


def format_dates(enrollment: dict[str, Any]) -> str:
    """The days of the frozen content, which are in ISO 8601, as printed."""
    finished, until = (format_frozen_day(enrollment[key]) for key in ("finish_date", "validity"))
    return f"on {finished}" + (f", valid until {until}" if until else "")


def format_frozen_day(day: str | None) -> str:
    return format_day(date.fromisoformat(day)) if day else ""


def build_subject_row(subject: dict[str, Any]) -> dict[str, str]:
    score = f"{subject['score']:g} %" if subject["score"] is not None else ""
    return {"code": subject["code"], "name": subject["name"], "hours": f"{subject['hours']:g} h", "score": score}


def build_exam_row(exam: dict[str, Any]) -> dict[str, str]:
    """An exam of the whole training, in the table of the subjects."""
    return {"code": "", "name": exam["name"], "hours": "", "score": f"{exam['score']:g} %"}


def format_flights(flights: dict[str, int]) -> str:
    flown = format_duration(flights["time"])
    return f"Flight training: {flights['missions']} missions, {flown}" if flights["missions"] else ""


def build_stamp(certificate: dict[str, Any], revoked_on: date) -> dict[str, str]:
    return {"on": format_day(revoked_on), "text": format_revocation(certificate, revoked_on)}


def format_credits(credits: list[dict[str, str]]) -> str:
    """How many items of each kind were credited; the record of the student names them."""
    kinds = Counter(credit["kind"] for credit in credits)
    parts = [
        f"{kinds[kind]} {noun if kinds[kind] == 1 else noun + 's'}"
        for kind, noun in (("LESSON", "lesson"), ("EXAM", "exam"), ("MISSION", "mission"))
        if kinds[kind]
    ]
    return f"Credited for earlier training: {', '.join(parts)}" if parts else ""


def format_hours(hours: list[dict[str, Any]]) -> str:
    """What was required and recorded when it was issued, each kind with what is missing."""
    parts = [format_hours_of_kind(part) for part in hours]
    return f"Hours required and recorded: {'; '.join(parts)}" if parts else ""


def format_hours_of_kind(part: dict[str, Any]) -> str:
    """`Dual 25 h: 26 h 30 min`, `Solo 10 h (FCL.210.A): 8 h and 1 h credited, 1 h missing`"""
    name = str(HourKind(part["kind"]).label) + (f", {part['subject']}" if part["subject"] else "")
    note = f" ({part['note']})" if part["note"] else ""
    recorded = format_minutes(part["done"])
    credited = f" and {format_minutes(part['credited'])} credited" if part["credited"] else ""
    missing = f", {format_minutes(part['missing'])} missing" if part["missing"] else ""
    return f"{name} {format_minutes(part['required'])}{note}: {recorded}{credited}{missing}"


def format_revocation(certificate: dict[str, Any], revoked_on: date) -> str:
    """A character in the reason that no font holds is spelled out: it must not keep a revoked certificate from being
    printed as revoked."""
    successor = certificate.get("replaced_by")
    line = f"Revoked on {format_day(revoked_on)}: {spell_out(certificate['reason'])}"
    return f"{line} (replaced by certificate {successor})" if successor else line
