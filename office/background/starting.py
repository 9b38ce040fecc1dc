"""Starting a background job, and the page on which its manager waits for it."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import HttpResponseRedirect
from django.urls import reverse

from accounts.models import User
from core import clock
from office.models import BackgroundJob, JobProgress

# Below these, the request does the work itself: that takes a second or two.
MAX_ROWS_IN_REQUEST = 1000
MAX_IMPORT_ROWS_IN_REQUEST = 300


@transaction.atomic
def start_job(*, user: User, model: type[Model], kind: BackgroundJob.Kind, title: str, **fields: Any) -> BackgroundJob:
    """Stores a job for the worker; `fields` are those columns of BackgroundJob that the kind needs."""
    now = clock.now()
    job = BackgroundJob.objects.create(
        company_id=user.company_id,
        user=user,
        kind=kind,
        model_label=model._meta.label_lower,
        title=title,
        created_at=now,
        due_at=now,
        **fields,
    )
    JobProgress.objects.create(job=job)
    return job


def find_finished_import(user: User, model: type[Model], id: str) -> BackgroundJob | None:
    """The user's job with this id, if it has outcomes to show: a finished preview, or an import that stored nothing."""
    try:
        key = uuid.UUID(id)
    except ValueError:
        return None
    jobs = BackgroundJob.objects.visible_to(user).filter(model_label=model._meta.label_lower, outcomes__isnull=False)
    return jobs.filter(pk=key).first()


def redirect_to_job(job: BackgroundJob) -> HttpResponseRedirect:
    """To the page of the job, which shows its progress and then its result."""
    return HttpResponseRedirect(reverse("admin:office_backgroundjob_change", args=[job.pk]))
