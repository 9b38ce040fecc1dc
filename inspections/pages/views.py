"""The inspector's pages: enter, trainings, students, a record to read or to take along, leave. All but the first and
the last only show something."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from accounts.sign_in.clients import build_client_info
from core.dates.writing import write_english
from core.exceptions import NotFound, Unauthenticated
from evidence.student_record.handing_over import CONTENT_TYPES
from evidence.student_record.rendering.html import build_readable
from inspections.entering import enter, find_session, leave
from inspections.looking import download_record, get_training, look_at_list, look_at_record, look_at_sample
from inspections.models import InspectorAccess
from inspections.pages.base import COOKIE, InspectionPage, VisitPage, forget_session, keep_session
from inspections.pages.forms import CodeForm, FilterForm
from inspections.pages.rows import build_rows
from inspections.querysets import list_trainings
from inspections.sampling import create_seed, is_seed

PAGE_SIZE = 50


class EntryPage(InspectionPage):
    """`/inspection/enter/{key}/`: asks for the code, whatever the link; wrong is wrong, for whichever reason."""

    http_method_names = ("get", "head", "post")

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.render("enter.html", {"form": CodeForm()})

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        form = CodeForm(request.POST)
        if form.is_valid():
            try:
                secret = enter(key=key, code=form.cleaned_data["code"], client=build_client_info(request))
            except Unauthenticated as error:
                form.add_error("code", error.message)
            else:
                response = HttpResponseRedirect(reverse("inspection"))
                keep_session(response, secret)
                return response
        return self.render("enter.html", {"form": form})


class LeavePage(InspectionPage):
    """`/inspection/leave/`: ends the session."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        session = find_session(request.COOKIES.get(COOKIE, ""))
        if session is not None:
            leave(session)
        response = self.render("left.html")
        forget_session(response)
        return response


class TrainingsPage(VisitPage):
    """`/inspection/`: the trainings that are open."""

    def show(self, access: InspectorAccess, **parameters: Any) -> HttpResponse:
        return self.render("trainings.html", {"trainings": list_trainings(access)})


class EnrollmentsPage(VisitPage):
    """`/inspection/trainings/{id}/?q&state&page`: the enrollments of a training."""

    def show(self, access: InspectorAccess, **parameters: Any) -> HttpResponse:
        training = get_training(access, parameters["training_id"])
        form = FilterForm(self.request.GET)
        filters = form.read()
        page = Paginator(look_at_list(access, training, filters), PAGE_SIZE).get_page(self.request.GET.get("page"))
        context = {
            "training": training,
            "form": form,
            "page": page,
            "rows": build_rows(page),
            "query": urlencode({"q": filters.name, "state": filters.state}),
        }
        return self.render("enrollments.html", context)


class SamplePage(VisitPage):
    """`/inspection/trainings/{id}/sample/?seed`: records at random; without a seed, by a new one."""

    def show(self, access: InspectorAccess, **parameters: Any) -> HttpResponseBase:
        training = get_training(access, parameters["training_id"])
        seed = self.request.GET.get("seed", "")
        if not is_seed(seed):
            return HttpResponseRedirect(f"{self.request.path}?seed={create_seed()}")
        rows, total = look_at_sample(access, training, seed)
        context = {"training": training, "rows": build_rows(rows), "seed": seed, "total": total}
        return self.render("sample.html", context)


class RecordPage(VisitPage):
    """`/inspection/records/{id}/`: a student record. It is in English, like every record that is handed over."""

    def show(self, access: InspectorAccess, **parameters: Any) -> HttpResponse:
        record = look_at_record(access, parameters["enrollment_id"])
        with write_english():
            readable = build_readable(record)
        return self.render("record.html", {"record": readable, "enrollment": record.enrollment})


class FilePage(VisitPage):
    """`/inspection/records/{id}/record.pdf` and `….zip`."""

    def show(self, access: InspectorAccess, **parameters: Any) -> HttpResponse:
        if parameters["format"] not in CONTENT_TYPES:
            raise NotFound
        id: uuid.UUID = parameters["enrollment_id"]
        file = download_record(access, id, parameters["format"])
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return HttpResponse(file.content, content_type=file.content_type, headers=headers)


class UnknownPage(VisitPage):
    """Every other address below `/inspection/`."""

    def show(self, access: InspectorAccess, **parameters: Any) -> HttpResponse:
        raise NotFound
