"""Exports and imports in the managers' admin: their progress, their results, their files."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from core.tables.writing import CONTENT_TYPES
from office.base.admins import ReadOnlyAdmin
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.models import BackgroundJob, JobProgress


@admin.register(BackgroundJob, site=site)
class BackgroundJobAdmin(ReadOnlyAdmin):
    """The manager's own jobs. The page of a job reloads itself until the job is done."""

    menu = (MenuItem(MenuGroup.SCHOOL, _("Exports and imports"), "pending_actions", order=8),)
    list_display = ("title", "created_at", "status", "result")
    list_filter = ("status",)
    ordering = ("-created_at", "-id")
    field_names = {"created_at": _("started"), "title": _("title"), "result": _("result")}

    def get_queryset(self, request: HttpRequest) -> QuerySet[BackgroundJob]:
        rows: QuerySet[BackgroundJob] = super().get_queryset(request)
        return rows.defer("upload", "file", "outcomes")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download_view)
        return [path("<uuid:id>/file/", view, name="office_backgroundjob_file"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The progress of a job, then its result. A finished preview leads on to the page that shows it."""
        job = self.get_object(request, object_id)
        if job is None:
            raise Http404
        if self.has_outcomes(job):
            return HttpResponseRedirect(f"{self.build_address(job, 'import')}?job={job.pk}")
        context = {
            **self.admin_site.each_context(request),
            "title": job.title,
            "opts": self.opts,
            "job": job,
            "progress": JobProgress.objects.filter(pk=job.pk).first(),
            "list_address": self.build_address(job, "changelist"),
        }
        return TemplateResponse(request, "background/job.html", context)

    def has_outcomes(self, job: BackgroundJob) -> bool:
        return BackgroundJob.objects.filter(pk=job.pk, outcomes__isnull=False).exists()

    def build_address(self, job: BackgroundJob, page: str) -> str:
        """The address of a page of the list that the job exports or fills."""
        return reverse(f"admin:{job.model_label.replace('.', '_')}_{page}")

    def download_view(self, request: HttpRequest, id: Any) -> HttpResponse:
        job = BackgroundJob.objects.visible_to(get_manager(request)).filter(pk=id, file__isnull=False).first()
        if job is None:
            raise Http404
        name = job.title.replace(" ", "-")
        return HttpResponse(
            bytes(job.file or b""),
            content_type=CONTENT_TYPES[job.format],
            headers={"Content-Disposition": str(content_disposition_header(True, name)), "Cache-Control": "no-store"},
        )
