"""What the verification of a dossier means, in words that say how far it may be relied on."""

from django.utils.translation import gettext as _

from core.dates.writing import format_day
from dossiers.models import Dossier, TrustedKey
from records.export_keys import list_own_fingerprints

Verification = Dossier.Verification


def describe_verification(dossier: Dossier, trust: TrustedKey | None) -> str:
    """`trust` is what the school has confirmed of the key by now. Reads `company`."""
    if dossier.verification == Verification.UNSIGNED:
        return _(
            "Not signed, as exports of older versions are. The files are whole, but anybody could have written them: "
            "ask the school."
        )
    if dossier.fingerprint in list_own_fingerprints():
        return _("Signed with the key of this server. Nothing was altered since it was exported here.")
    if trust is not None:
        day = format_day(dossier.company.local_date(trust.added_at))
        values = {"school": trust.school_name, "person": trust.added_by, "day": day}
        text = _(
            "Signed with the key of %(school)s, which %(person)s confirmed on %(day)s. Nothing was altered since it "
            "was exported."
        )
        return text % values
    if dossier.verification == Verification.KNOWN_KEY:
        return _("Signed with a key that was known when the dossier was received, and that is not confirmed any more.")
    return _(
        "Signed with a key that nobody has confirmed: nothing was altered since it was signed, but it is not known who "
        "signed it. Ask the school for its fingerprint, not at an address or number from the dossier."
    )


def is_weak(dossier: Dossier, trust: TrustedKey | None) -> bool:
    """Whether the verification leaves open who made the dossier."""
    return trust is None and (not dossier.fingerprint or dossier.fingerprint not in list_own_fingerprints())
