"""What the worker does for each kind of background job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.apps import apps
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.exceptions import Busy, DomainError
from core.origin import Channel, use_origin
from core.queue.queues import PermanentFailure, Queue, register_queue
from core.replica.reading import read_from_replica
from core.tables.reading import ImportRow
from core.tables.writing import WRITERS
from office.background.watching import record_progress
from office.base.managers import activate_locale
from office.base.site import site
from office.base.tables.exports import ExportMixin, iterate_table
from office.imports.base import Importer, Outcome, describe_stored, leave_out, list_rejected, summarise
from office.imports.pages import ImportingAdmin
from office.imports.reading import read_upload
from office.imports.uploads import Upload
from office.models import BackgroundJob

# A manager waits in front of the page: what fails for an hour is shown as failed.
GIVE_UP_AFTER = timedelta(hours=1)


def run_job(job: BackgroundJob) -> None:
    """Does the job and stores its result, in the language of the manager, who alone reads it. Raises PermanentFailure
    with a sentence for the manager.

    Rights are checked again: the manager may have lost them since the job was started. Whatever it records has the
    admin as its channel, because a manager started it there.
    """
    user = User.objects.select_related("company").get(pk=job.user_id)
    with use_origin(Channel.ADMIN), activate_locale(user):
        if not (user.may_log_in and user.is_manager):
            raise PermanentFailure(_("You may no longer do this."))
        with record_progress(job):
            RUNNERS[BackgroundJob.Kind(job.kind)](job, user)
    job.save(update_fields=["upload", "file", "outcomes", "result"])


def run_export(job: BackgroundJob, user: User) -> None:
    model_admin = get_model_admin(job)
    request = build_list_request(user, job.query)
    if not model_admin.has_view_or_change_permission(request):
        raise PermanentFailure(_("You may no longer do this."))
    try:
        changelist = model_admin.get_changelist_instance(request)
    except IncorrectLookupParameters as error:
        raise PermanentFailure(_("The filters of the list are invalid.")) from error
    job.file, count = read_from_replica(lambda: write_table(job.format, changelist, request), by=user.pk)
    job.result = ngettext("%(count)s row.", "%(count)s rows.", count) % {"count": count}


def write_table(format: str, changelist: ChangeList, request: HttpRequest) -> tuple[bytes, int]:
    """The file, and how many rows are in it."""
    ids = list(changelist.queryset.values_list("pk", flat=True))
    file = BytesIO()
    WRITERS[format](iterate_table(changelist, request, ids), file)
    return file.getvalue(), len(ids)


def run_preview(job: BackgroundJob, user: User) -> None:
    rows = read_job_rows(job, user)
    outcomes = run_importer(job, rows, user, is_dry_run=True)
    job.outcomes = [outcome.to_json() for outcome in outcomes]
    job.result = summarise(outcomes, is_dry_run=True)


def run_import(job: BackgroundJob, user: User) -> None:
    """Stores the rows but those that are left out, unless one is rejected: then the job holds the outcomes of all, as a
    preview does."""
    rows = read_job_rows(job, user)
    outcomes = run_importer(job, leave_out(rows, job.left_out), user, is_dry_run=False)
    job.result = describe_stored(get_importer(job), outcomes, chosen=frozenset(job.chosen), left_out=job.left_out)
    if not list_rejected(outcomes):
        job.upload = None
        return
    job.outcomes = [outcome.to_json() for outcome in run_importer(job, rows, user, is_dry_run=True)]


def read_job_rows(job: BackgroundJob, user: User) -> list[ImportRow]:
    upload = Upload.from_bytes(bytes(job.upload or b""))
    with fail_for_good():
        return read_upload(get_importer(job), upload, user.company)[1]


def run_importer(job: BackgroundJob, rows: list[ImportRow], user: User, *, is_dry_run: bool) -> list[Outcome]:
    with fail_for_good():
        return get_importer(job).run(rows, user, is_dry_run, frozenset(job.chosen))


@contextmanager
def fail_for_good() -> Iterator[None]:
    """Turns a rejection into a failure that is not tried again; a busy server is no rejection."""
    try:
        yield
    except Busy:
        raise
    except DomainError as error:
        raise PermanentFailure(_("Nothing is stored. %(reason)s") % {"reason": error.sentence}) from error


def register_job_queues() -> None:
    """Two queues: only an import changes rows, and is one transaction with its outcome; an export may be repeated."""
    is_import = Q(kind=BackgroundJob.Kind.IMPORT)
    register_queue(Queue("exports", BackgroundJob, run_job, condition=~is_import, give_up_after=GIVE_UP_AFTER))
    register_queue(
        Queue("imports", BackgroundJob, run_job, condition=is_import, give_up_after=GIVE_UP_AFTER, is_atomic=True)
    )


RUNNERS: dict[BackgroundJob.Kind, Callable[[BackgroundJob, User], None]] = {
    BackgroundJob.Kind.EXPORT: run_export,
    BackgroundJob.Kind.PREVIEW: run_preview,
    BackgroundJob.Kind.IMPORT: run_import,
}


def get_model_admin(job: BackgroundJob) -> ExportMixin:
    model_admin: Any = site._registry[apps.get_model(job.model_label)]
    assert isinstance(model_admin, ExportMixin)  # noqa: S101  every ScopedAdmin is one
    return model_admin


def get_importer(job: BackgroundJob) -> Importer:
    model_admin = get_model_admin(job)
    assert isinstance(model_admin, ImportingAdmin)  # noqa: S101  only its pages start such a job
    return model_admin.importer


def build_list_request(user: User, query: str) -> HttpRequest:
    """A request as the manager's browser would send it for the list."""
    request = HttpRequest()
    request.method = "GET"
    request.GET = QueryDict(query)
    request.user = user
    return request
