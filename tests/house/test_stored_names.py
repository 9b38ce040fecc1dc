"""Names that running schools have stored, in rows, in ledgers and in cookies. They outlive any move of the code."""

from django.apps import apps
from django.conf import settings

from accounts.sign_in.devices import SIGNER
from accounts.sign_in.hashers import BoundedArgon2
from records.verification.chain import BASELINE

TABLES = {
    "accounts": {"accounts_company", "accounts_user", "accounts_token", "accounts_pilotgroup", "accounts_notification"},
    "records": {"records_event", "records_signature", "records_revocation", "records_head"},
    "locations": {"locations_location"},
    "trainings": {"trainings_training", "trainings_subject", "trainings_lesson", "trainings_enrollment"},
    "onsite": {"onsite_classsession", "onsite_attendance"},
    "exams": {"exams_exam", "exams_question", "exams_option", "exams_attempt"},
    "missions": {"missions_flighttemplate", "missions_flightrecord"},
    "certificate": {"certificate_certificate"},
}


def test_tables_keep_their_names() -> None:
    for label, names in TABLES.items():
        tables = {model._meta.db_table for model in apps.get_app_config(label).get_models()}
        assert names <= tables, label


def test_who_is_logged_in_stays_so() -> None:
    """A session names its backend, and a device cookie is signed with a salt."""
    assert settings.AUTHENTICATION_BACKENDS == ["accounts.authentication.PasswordBackend"]
    assert SIGNER.salt == "accounts.devices"


def test_stored_passwords_name_their_algorithm() -> None:
    assert BoundedArgon2.algorithm == "argon2"


def test_the_ledger_knows_its_baseline() -> None:
    assert BASELINE == "records.baseline"
