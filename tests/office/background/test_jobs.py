"""Exports and imports that the worker does: what the manager sees before, meanwhile and after."""

import csv
import io
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from core.progress import track, watch_progress
from core.queue.queues import PermanentFailure
from office.background import watching
from office.background.running import run_job
from office.models import BackgroundJob, JobProgress
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.imports.test_imports import read_seal, read_text
from tests.office.population import build_address
from tests.world import World

IMPORT = build_address(User, "import")
TABLE = b"email;name;surname\nann@alpine.example;Ann;Lee\nbob@alpine.example;Bob;Ray\n"


@pytest.fixture
def browser(world: World, monkeypatch: Any) -> Browser:
    """A browser of Maria, for whom two rows are too many for a request."""
    monkeypatch.setattr("office.base.tables.exports.MAX_ROWS_IN_REQUEST", 2)
    monkeypatch.setattr("office.imports.pages.MAX_IMPORT_ROWS_IN_REQUEST", 1)
    return open_browser(world.maria)


def upload(browser: Browser, data: bytes = TABLE) -> Any:
    return browser.post(IMPORT, {"file": SimpleUploadedFile("people.csv", data)}, follow=True)


def run_waiting_job() -> BackgroundJob:
    job = BackgroundJob.objects.get(status=BackgroundJob.Status.WAITING)
    run_job(job)
    job.status = BackgroundJob.Status.DONE
    job.save()
    return job


def test_a_long_list_is_exported_by_the_worker_as_the_list_shows_it(browser: Browser, world: World) -> None:
    waiting = browser.get(f"{build_address(User)}export.csv?q=alpine&o=-1", follow=True)
    assert "Waiting for the worker…" in read_text(waiting)
    assert '<meta http-equiv="refresh"' in read_text(waiting)

    job = run_waiting_job()
    done = browser.get(build_address(BackgroundJob, "change", job.pk))

    assert "6 rows." in read_text(done)
    assert '<meta http-equiv="refresh"' not in read_text(done)
    file = browser.get(f"/admin/office/backgroundjob/{job.pk}/file/")
    assert file["Content-Disposition"] == 'attachment; filename="users.csv"'
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    listed = browser.get(f"{build_address(User)}?q=alpine&o=-1").context["cl"].queryset
    assert [row[2] for row in rows[1:]] == [user.email for user in listed]


def test_an_export_of_the_worker_holds_no_row_of_another_school(browser: Browser, world: World) -> None:
    browser.get(f"{build_address(User)}export.csv")

    assert b"baltic" not in bytes(run_waiting_job().file or b"")


def test_a_large_file_is_previewed_and_stored_by_the_worker(browser: Browser, world: World) -> None:
    waiting = upload(browser)
    assert "Waiting for the worker…" in read_text(waiting)
    previewed = browser.get(build_address(BackgroundJob, "change", run_waiting_job().pk), follow=True)
    assert "Nothing is stored yet. 2 rows would be stored." in read_text(previewed)

    browser.post(IMPORT, {"confirmed": read_seal(previewed)})
    job = run_waiting_job()

    stored = browser.get(build_address(BackgroundJob, "change", job.pk))
    assert "2 rows stored." in read_text(stored)
    assert User.objects.filter(email__in=["ann@alpine.example", "bob@alpine.example"]).count() == 2
    assert set(Event.objects.filter(action="user.created").values_list("actor", "actor_kind")) == {
        (world.maria.pk, "admin")
    }


def test_a_preview_with_an_invalid_row_stores_the_others_if_the_manager_leaves_it_out(browser: Browser) -> None:
    upload(browser, TABLE + b"x;Zed;Ray\n")
    previewed = browser.get(build_address(BackgroundJob, "change", run_waiting_job().pk), follow=True)

    assert "Nothing is stored: 1 of 3 rows cannot be imported (row 4)." in read_text(previewed)
    browser.post(IMPORT, {"confirmed": read_seal(previewed), "left_out": "4"})
    job = run_waiting_job()
    assert job.result.startswith("2 rows stored. 1 row left out.")
    assert User.objects.filter(email__in=["ann@alpine.example", "bob@alpine.example"]).count() == 2


def test_what_became_invalid_since_the_preview_is_shown_and_stores_nothing(browser: Browser, world: World) -> None:
    upload(browser)
    previewed = browser.get(build_address(BackgroundJob, "change", run_waiting_job().pk), follow=True)
    User.objects.filter(pk=world.olga.pk).update(email="bob@alpine.example")

    browser.post(IMPORT, {"confirmed": read_seal(previewed)})
    shown = browser.get(build_address(BackgroundJob, "change", run_waiting_job().pk), follow=True)

    assert "1 of 2 rows cannot be imported (row 3)" in read_text(shown)
    assert 'name="left_out" value="3"' in read_text(shown)
    assert not User.objects.filter(email="ann@alpine.example").exists()


def test_another_manager_sees_neither_the_job_nor_its_file_nor_its_preview(browser: Browser, world: World) -> None:
    browser.get(f"{build_address(User)}export.csv")
    export = run_waiting_job()
    upload(browser)
    preview = run_waiting_job()
    colleague = world.create_person("Mona", "Manager", Role.TRAINING_MANAGER)

    for other in (colleague, world.otto):
        stranger = open_browser(other)
        assert stranger.get(f"/admin/office/backgroundjob/{export.pk}/file/").status_code == 404
        assert stranger.get(build_address(BackgroundJob, "change", export.pk)).status_code == 404
        assert stranger.get(f"{IMPORT}?job={preview.pk}").status_code == 404
        assert "users.csv" not in read_text(stranger.get(build_address(BackgroundJob)))


@pytest.mark.parametrize("change", [{"is_active": False}, {"group": Role.INSTRUCTOR}])
def test_a_manager_who_lost_the_right_meanwhile_gets_no_file(
    browser: Browser, world: World, change: dict[str, Any]
) -> None:
    browser.get(f"{build_address(User)}export.csv")
    User.objects.filter(pk=world.maria.pk).update(**change)
    job = BackgroundJob.objects.get()

    with pytest.raises(PermanentFailure, match="You may no longer do this"):
        run_job(job)
    assert job.file is None


@pytest.mark.parametrize("id", ["x", "\x00", "00000000-0000-0000-0000-000000000000"])
def test_a_preview_that_does_not_exist_is_404(browser: Browser, id: str) -> None:
    assert browser.get(IMPORT, {"job": id}).status_code == 404


def test_the_list_of_jobs_loads_no_files(browser: Browser, world: World, queries_of: Any) -> None:
    make.BackgroundJobFactory(user=world.maria, file=b"x")
    one = queries_of(lambda: browser.get(build_address(BackgroundJob)))
    make.BackgroundJobFactory.create_batch(30, user=world.maria, file=b"x")
    many = queries_of(lambda: browser.get(build_address(BackgroundJob)))

    assert len(one) == len(many)
    assert not [sql for sql in many if '"office_backgroundjob"."file"' in sql]


def test_progress_counts_the_rows_of_whoever_works_in_this_context() -> None:
    assert list(track([1, 2])) == [1, 2]
    with watch_progress() as progress:
        seen = [(progress.done, progress.total) for _ in track(["a", "b", "c"], size=10)]

    assert seen == [(0, 30), (10, 30), (20, 30)]
    assert (progress.done, progress.total) == (30, 30)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_others_see_the_progress_of_an_import_that_is_one_transaction(monkeypatch: Any) -> None:
    monkeypatch.setattr(watching, "SECONDS_BETWEEN_WRITES", 0.01)
    job = make.BackgroundJobFactory()
    JobProgress.objects.create(job=job)
    seen = []

    with transaction.atomic():
        BackgroundJob.objects.select_for_update().get(pk=job.pk)
        with watching.record_progress(job):
            for _ in track(list(range(1000))):
                time.sleep(0.01)
                seen = list(JobProgress.objects.filter(done__gt=0).values_list("total", flat=True))
                if seen:
                    break

    assert seen == [1000]
