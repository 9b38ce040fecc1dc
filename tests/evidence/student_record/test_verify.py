"""The script that ships with a record: a stranger runs it without this server, and it finds what was altered."""

import base64
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from evidence.student_record.files import build_archive, build_record_files, write_files
from evidence.student_record.gathering import gather_record
from records.services import record_events
from tests import factories as make
from tests.evidence.student_record.conftest import sign_as
from tests.world import World
from trainings.models import Enrollment

Files = dict[str, bytes]


@pytest.fixture
def files(finished_enrollment: Enrollment) -> Files:
    return build_record_files(gather_record(finished_enrollment))


def run_verify(folder: Path, *arguments: str, without_packages: bool = False) -> tuple[int, str]:
    """The exit status of the script that is in the folder, and what it said."""
    isolated = ["-S", "-I"] if without_packages else ["-I"]
    done = subprocess.run(
        [sys.executable, *isolated, "verify.py", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def unpack(files: Files, tmp_path: Path) -> Path:
    folder = tmp_path / "record"
    write_files(files, folder)
    return folder


def verify(files: Files, tmp_path: Path) -> tuple[int, str]:
    return run_verify(unpack(files, tmp_path))


def alter_record(files: Files, change: Callable[[Any], Any]) -> None:
    """Changes record.json, and the manifest with it, as somebody would who knows how it works."""
    record, manifest = json.loads(files["record.json"]), json.loads(files["manifest.json"])
    change(record)
    files["record.json"] = json.dumps(record).encode()
    manifest["files"].pop("record.json")
    files["manifest.json"] = json.dumps(manifest).encode()


def sign_manifest(files: Files) -> None:
    key = Ed25519PrivateKey.generate()
    files["manifest.sig"] = base64.b64encode(key.sign(files["manifest.json"]))
    files["public_key.pem"] = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_an_untouched_record_is_good_without_any_package(files: Files, tmp_path: Path) -> None:
    status, said = run_verify(unpack(files, tmp_path), without_packages=True)

    assert (status, "Nothing was altered, as far as can be checked here." in said) == (0, True)
    assert "signature is not in the export" not in said


@pytest.mark.parametrize("name", ["manifest.sig", "public_key.pem"])
def test_an_export_that_lost_its_signature_is_not_called_unsigned(files: Files, tmp_path: Path, name: str) -> None:
    """Whoever alters a signed export would take the signature away: its manifest says that there was one."""
    del files[name]

    status, said = verify(files, tmp_path)

    assert (status, "ALTERED: The school's signature is missing" in said) == (1, True)


def test_an_export_from_before_the_school_signed_says_whom_to_ask(files: Files, tmp_path: Path) -> None:
    manifest = json.loads(files["manifest.json"])
    del manifest["key"], files["manifest.sig"], files["public_key.pem"]
    files["manifest.json"] = json.dumps(manifest).encode()

    status, said = verify(files, tmp_path)

    assert (status, "Note: The school's signature is not in the export." in said) == (0, True)


def test_an_untouched_archive_is_good_under_any_name(files: Files, tmp_path: Path) -> None:
    folder = unpack(files, tmp_path)
    (tmp_path / "renamed.zip").write_bytes(build_archive(files))

    assert run_verify(folder, str(tmp_path / "renamed.zip"))[0] == 0


@pytest.mark.parametrize("name", ["record.json", "record.csv", "record.pdf", "record.html", "README.txt"])
def test_every_altered_file_is_named(files: Files, tmp_path: Path, name: str) -> None:
    files[name] += b"\n"

    status, said = verify(files, tmp_path)
    assert (status, f"ALTERED: {name} is not the file that was exported." in said) == (1, True)


def test_a_file_under_another_name_is_missing_and_no_part_of_the_export(files: Files, tmp_path: Path) -> None:
    files["renamed.pdf"] = files.pop("record.pdf")

    status, said = verify(files, tmp_path)
    assert status == 1
    assert "ALTERED: record.pdf is missing, or has another name." in said
    assert "Note: renamed.pdf is not in the manifest" in said


def test_a_truncated_archive_cannot_be_read(files: Files, tmp_path: Path) -> None:
    folder, archive = unpack(files, tmp_path), build_archive(files)
    (tmp_path / "half.zip").write_bytes(archive[: len(archive) // 2])

    status, said = run_verify(folder, str(tmp_path / "half.zip"))
    assert (status, "It cannot be read: BadZipFile" in said) == (2, True)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"files": {"record.json": 7}}'])
def test_a_manifest_that_is_none_cannot_be_read(files: Files, tmp_path: Path, content: bytes) -> None:
    files["manifest.json"] = content

    assert verify(files, tmp_path)[0] == 2


def test_a_file_that_is_in_the_archive_twice_is_found(files: Files, tmp_path: Path) -> None:
    folder, archive = unpack(files, tmp_path), io.BytesIO(build_archive(files))
    with zipfile.ZipFile(archive, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("record.json", files["record.json"])
    (tmp_path / "twice.zip").write_bytes(archive.getvalue())

    status, said = run_verify(folder, str(tmp_path / "twice.zip"))
    assert (status, "record.json is in the ZIP twice." in said) == (1, True)


def test_other_words_under_a_signature_are_found_although_the_manifest_was_altered_too(
    files: Files, tmp_path: Path
) -> None:
    alter_record(files, lambda record: record["signatures"][1]["content"].update(present=False))

    status, said = verify(files, tmp_path)
    assert status == 1
    assert "ALTERED: The signature under class 010 Air Law: Right of way, 8 Mar 2026, 23:00, 2 is not under" in said


def test_another_score_on_the_certificate_is_found(files: Files, tmp_path: Path) -> None:
    alter_record(files, lambda record: record["certificates"][0]["content"]["TrainingSubject"][0].update(score=99.0))

    status, said = verify(files, tmp_path)
    assert (status, "ALTERED: The certificate 2026-00001" in said) == (1, True)


def test_a_signature_over_other_students_too_is_not_called_false(
    world: World, finished_enrollment: Enrollment, tmp_path: Path
) -> None:
    held = make.ClassSessionFactory(subject=finished_enrollment.training.subjects.get(), teacher=world.ines)
    make.AttendanceFactory(class_session=held, enrollment=finished_enrollment, is_present=True)
    content = {"students": [{"student": str(world.sam.pk)}, {"student": str(world.sue.pk)}]}
    record_events(sign_as(world, held, content), company_id=world.alpine.pk, by=world.ines)

    files = build_record_files(gather_record(finished_enrollment))
    status, said = verify(files, tmp_path)
    assert (status, said.count("cannot be checked here: it also covers other students")) == (0, 1)
    assert [row["redacted"] for row in json.loads(files["record.json"])["signatures"]] == [False, False, True]


def test_another_document_of_a_credit_is_found(files: Files, tmp_path: Path) -> None:
    files["credit-licence.pdf"] = b"%PDF-1.4"
    credit = {"document": "credit-licence.pdf", "document_sha256": "0" * 64}
    alter_record(files, lambda record: record["credits"].append(credit))

    status, said = verify(files, tmp_path)
    assert (status, "ALTERED: The document credit-licence.pdf is not the one for which" in said) == (1, True)


@pytest.mark.parametrize("without_packages", [False, True], ids=["library", "openssl"])
def test_the_schools_signature_is_checked_if_there_is_one(files: Files, tmp_path: Path, without_packages: bool) -> None:
    if without_packages and not shutil.which("openssl"):
        pytest.skip("There is no openssl.")
    sign_manifest(files)
    folder = unpack(files, tmp_path)

    status, said = run_verify(folder, without_packages=without_packages)
    assert (status, "The manifest is signed with the key in public_key.pem:" in said) == (0, True)

    manifest = json.loads(files["manifest.json"]) | {"exported_at": "2020-01-01 00:00:00"}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    status, said = run_verify(folder, without_packages=without_packages)
    assert (status, "ALTERED: The manifest is not signed with the key" in said) == (1, True)


def test_the_script_is_short_and_uses_the_standard_library_alone(files: Files) -> None:
    lines = files["verify.py"].decode().splitlines()

    assert len(lines) <= 120
    imports = {line.split()[1].partition(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imports <= sys.stdlib_module_names
