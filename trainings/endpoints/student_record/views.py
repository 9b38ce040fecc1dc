"""`GET /manager/trainings/students/record/{enrollmentId}.zip`: the student record as a ZIP archive.

Not in the documented API: a school must be able to hand over a record when an inspector or the student asks for it.
"""

import uuid

from django.http import HttpResponse
from rest_framework.request import Request

from accounts.permissions import IsManager
from api.callers import get_caller
from api.openapi.schema import file_operation
from api.views import ApiViewSet
from evidence.student_record.files import build_archive, build_record_files
from evidence.student_record.gathering import gather_record
from trainings.endpoints.lookups import get_recorded_enrollment


class StudentRecordViewSet(ApiViewSet):
    permission_classes = (IsManager,)

    @file_operation("exportRecord", "application/zip", summary="Everything on record of an enrollment, with digests")
    def retrieve(self, request: Request, enrollment_id: uuid.UUID) -> HttpResponse:
        enrollment = get_recorded_enrollment(get_caller(request), enrollment_id)
        name = f'attachment; filename="record-{enrollment.pk}.zip"'
        archive = build_archive(build_record_files(gather_record(enrollment)))
        return HttpResponse(archive, content_type="application/zip", headers={"Content-Disposition": name})
