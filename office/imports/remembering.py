"""Which column of a file holds what, as a manager of the school has said once for files of these headings."""

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company
from core import clock
from core.exceptions import InvalidInput
from core.tables.reading import Sheet
from office.imports.base import Importer
from office.imports.names import NameOrder
from office.imports.uploads import Upload
from office.models import ColumnMapping

MAX_MAPPINGS = 100  # of a school and a kind of import; the oldest are forgotten


def compute_headings_digest(sheet: Sheet) -> str:
    """Of the set of headings: their order and the rows do not matter."""
    return hashlib.sha256(json.dumps(sorted(sheet.named_columns)).encode()).hexdigest()


def find_mapping(company: Company, importer: Importer, sheet: Sheet) -> ColumnMapping | None:
    """What the school remembers of files with these headings; None if nothing, or of columns there are no longer."""
    rows = ColumnMapping.objects.filter(company=company, kind=importer.noun)
    mapping: ColumnMapping | None = rows.filter(headings_digest=compute_headings_digest(sheet)).first()
    if mapping is None or not mapping.columns.keys() <= set(importer.names):
        return None
    return mapping


@transaction.atomic
def remember_mapping(company: Company, importer: Importer, sheet: Sheet, upload: Upload) -> None:
    """Remembers how the upload is read, for the next file with these headings."""
    values = {"columns": upload.columns, "name_order": upload.name_order, "modified_at": clock.now()}
    rows = ColumnMapping.objects.filter(company=company, kind=importer.noun)
    rows.update_or_create(
        company=company, kind=importer.noun, headings_digest=compute_headings_digest(sheet), defaults=values
    )
    newest = rows.order_by("-modified_at", "-id").values("pk")[:MAX_MAPPINGS]
    rows.exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


def resolve_columns(company: Company, importer: Importer, sheet: Sheet, upload: Upload) -> Upload:
    """The upload with the columns in which it is read: those that it says, else those that the school remembers, else
    those whose headings are our own. Raises InvalidInput if it has other headings."""
    if upload.columns is not None:
        return upload
    mapping = find_mapping(company, importer, sheet)
    if mapping is not None:
        order = NameOrder(mapping.name_order) if mapping.name_order in list(NameOrder) else NameOrder.NAME_FIRST
        return Upload(upload.data, mapping.columns, order, upload.target)
    return Upload(upload.data, importer.match(sheet), target=upload.target)


def check_columns(sheet: Sheet, upload: Upload) -> None:
    """Raises InvalidInput for columns that the file does not have: it is not the one they were said of."""
    if any(label not in sheet.named_columns for label in (upload.columns or {}).values()):
        raise InvalidInput(_("The file has other columns than those that were chosen. Choose it again."))
