"""Exports and imports that take longer than a manager's patience, done by the worker, and what imports remember."""

from __future__ import annotations

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from core.models import Identified
from core.queue.models import QueuedRow


class BackgroundJobQuerySet(QuerySet["BackgroundJob"]):
    def visible_to(self, user: User) -> BackgroundJobQuerySet:
        """The user's own jobs: their files hold what this manager selected."""
        return self.filter(user=user)


class BackgroundJob(QueuedRow):
    """An export, the preview of an import, or an import, which a manager has started.

    The files are kept in the row, not in a folder: the web server and the worker need not share one, an import is
    stored by the same transaction that ends its job, and a file is deleted with its row, a day later.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", _("Export")
        PREVIEW = "preview", _("Preview of an import")
        IMPORT = "import", _("Import")

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="background_jobs")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="background_jobs", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    model_label = models.CharField(max_length=60)  # of the list, such as `accounts.user`
    title = models.CharField(max_length=200)
    query = models.TextField(blank=True)  # the query string of the list that is exported
    format = models.CharField(max_length=10, blank=True)
    chosen = models.JSONField(default=list)  # names of the ticked checkboxes of the preview (`Importer.choices`)
    left_out = models.JSONField(default=list)  # numbers of the rows that the manager leaves out
    upload = models.BinaryField(null=True)
    file = models.BinaryField(null=True)
    outcomes = models.JSONField(null=True)
    result = models.CharField(max_length=500, blank=True)  # a sentence for the manager

    objects = BackgroundJobQuerySet.as_manager()

    class Meta(QueuedRow.Meta):
        abstract = False
        verbose_name = _("export or import")
        verbose_name_plural = _("exports and imports")
        indexes = [
            *QueuedRow.Meta.indexes,
            models.Index(fields=["user", "-created_at"], name="background_job_by_user"),
            models.Index(fields=["created_at"], name="background_job_by_age"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING


class JobProgress(models.Model):
    """How many rows of a running job are done; a total of 0 means that it is not known.

    A table of its own: while an import runs, its transaction holds the lock of the job's row.
    """

    job = models.OneToOneField(BackgroundJob, primary_key=True, on_delete=models.CASCADE, related_name="progress")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"


class ColumnMapping(Identified):
    """Which columns of files with certain headings hold what an import of a school reads, as a manager said it once.

    A preference, not a fact: it is in no ledger, and every preview shows what it leads to.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="column_mappings", db_index=False)
    kind = models.CharField(max_length=20)  # the noun of the import
    headings_digest = models.CharField(max_length=64)  # of the set of headings (office/imports/remembering.py)
    columns = models.JSONField(default=dict)  # our column: the heading in the file
    name_order = models.CharField(max_length=20, blank=True)
    modified_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "headings_digest"], name="column_mapping_by_headings")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {', '.join(self.columns)}"
