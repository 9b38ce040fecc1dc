"""The data of a printed certificate. certificate.typ holds its layout."""

from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

from core.pdf.engine import build_qr_code, check_printable, render_pdf
from core.pdf.text import spell_out
from core.school_time import format_moment

TEMPLATE = Path(__file__).with_name("certificate.typ")


def render_certificate(
    certificate: dict[str, Any], check_url: str, zone: tzinfo, revoked_on: date | None = None
) -> bytes:
    """The bytes of the PDF. `certificate` is what `build_issued_view` returns, `check_url` the target of its QR code,
    `zone` the school's time zone, in which the moment of issue is printed.

    With `revoked_on`, the day on which it was revoked, every page says so across the text. Raises Conflict for a
    certificate with characters that no font holds.
    """
    issued_at = datetime.fromisoformat(certificate["issued"]).replace(tzinfo=UTC)
    page = {
        **build_page(certificate),
        "title": f"Certificate {certificate['number']}",
        "number": certificate["number"],
        "issued": format_moment(issued_at, zone),
        "replaces": certificate.get("replaces"),
        "check": check_url,
        "qr": build_qr_code(check_url),
        "revoked": revoked_on and {"on": revoked_on.isoformat(), "text": format_revocation(certificate, revoked_on)},
    }
    return render_pdf(TEMPLATE, page, at=issued_at)


def check_certificate_printable(content: dict[str, Any]) -> None:
    """Raises Conflict for the content of a certificate that has characters which no font holds."""
    check_printable(build_page(content))


def build_page(content: dict[str, Any]) -> dict[str, Any]:
    """The part of the page that comes from the frozen content: everything that people wrote, and the results."""
    person, manager = content["User"]["UserDetail"], content["Training"]["Manager"]
    return {
        "school": content["Company"]["name"],
        "student": f"{person['name']} {person['surname']}",
        "training": content["Training"]["name"],
        "dates": format_dates(content["TrainingsUser"]),
        "subjects": [build_subject_row(subject) for subject in content["TrainingSubject"]],
        "flights": format_flights(content["Flights"]),
        "signature": manager and manager["signature"],
    }


def format_dates(enrollment: dict[str, Any]) -> str:
    until = enrollment["validity"]
    return f"on {enrollment['finish_date']}" + (f", valid until {until}" if until else "")


def build_subject_row(subject: dict[str, Any]) -> dict[str, str]:
    score = f"{subject['score']:g} %" if subject["score"] is not None else ""
    return {"code": subject["code"], "name": subject["name"], "hours": f"{subject['hours']:g} h", "score": score}


def format_flights(flights: dict[str, int]) -> str:
    hours, minutes = divmod(flights["time"] // 60, 60)
    return f"Flight training: {flights['missions']} missions, {hours}:{minutes:02d} h" if flights["missions"] else ""


def format_revocation(certificate: dict[str, Any], revoked_on: date) -> str:
    """A character in the reason that no font holds is spelled out: it must not keep a revoked certificate from being
    printed as revoked."""
    successor = certificate.get("replaced_by")
    line = f"Revoked on {revoked_on}: {spell_out(certificate['reason'])}"
    return f"{line} (replaced by certificate {successor})" if successor else line
