"""Settings of drf-spectacular, which writes the API document (drf-spectacular.readthedocs.io, Settings)."""

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Downwind",
    "DESCRIPTION": (
        "The training-management server that flight schools run themselves.\n\n"
        "Filters and page numbers may also stand in the path: `…/list/training:ID/page:2.json` is "
        '`…/list.json?training=ID&page=2`. Flags in input also arrive as 1, 0, "true", "false", "on", "off", '
        '"yes" and "no", in any case; '
        "every POST also takes forms, nested with brackets.\n\n"
        "Messages are in the language that `Accept-Language` prefers: `en`, `de`, `es` or `fr`."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": False,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_NAME_OVERRIDES": {
        "TwoFactor": "accounts.models.User.TwoFactor",
        "Language": ["en", "de", "es", "fr"],
        "TrainingType": "trainings.models.Training.Type",
        "ExamType": "exams.models.Exam.Type",
        "StateEnum": "trainings.models.Enrollment.State",
        "DataRequestKind": "retention.models.DataRequest.Kind",
        "ExamAccessMode": "exams.models.Exam.AccessMode",
        "ExamAccessState": "exams.sitting.access.AccessState",
        "AttemptStatus": ["open", "finished"],
        "ClassStatus": "onsite.models.ClassSession.Status",
        "Rating": "trainings.ratings.Rating",
        "ConflictType": ["teacher", "student", "location"],
        "LocationType": "locations.models.Location.Type",
        "FlightType": "missions.models.FlightTemplate.FlightType",
        "FlightRules": "missions.models.FlightTemplate.Rules",
        "ViewerFunction": ["student", "supervisor", "teacher", "manager"],
        "StepAction": ["lesson", "exam"],
        "CalendarEntryType": ["lesson", "exam", "class"],
        "KindEnum": "trainings.models.Credit.Kind",
        "QualificationKind": "instructors.models.Qualification.Kind",
        "HourKind": "hours.kinds.HourKind",
        "SessionKind": ["LESSON", "EXAM"],
        "CertificateStatus": ["valid", "expired", "revoked", "unconfirmed"],
    },
    "PREPROCESSING_HOOKS": ["api.openapi.schema.drop_named_parameters"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.openapi.schema.add_errors",
        "api.openapi.headers.document_headers",
        "api.openapi.examples.add_examples",
    ],
}
