"""Files at the limits, and names that hide something."""

import pytest
from django.urls import reverse

from core.exceptions import InvalidInput
from dossiers.reading import archives
from tests.dossiers.two_schools import TwoSchools, alter_record
from tests.office.browser import open_browser


def test_a_file_beyond_the_limit_is_not_read(schools: TwoSchools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ARCHIVE_BYTES", 100)

    with pytest.raises(InvalidInput) as error:
        schools.receive()

    assert error.value.errors == {"file": ["The file is larger than 0 MB."]}


def test_names_are_shown_without_what_hides_in_them(schools: TwoSchools) -> None:
    files = alter_record(
        schools.export(), lambda record: record["student"].update(name="Sam \u202eStudent<script>alert(1)</script>")
    )

    dossier = schools.receive(files)

    assert dossier.student_name == "Sam Student<script>alert(1)</script>"
    page = open_browser(schools.world.otto).get(reverse("admin:dossiers_dossier_file", args=[dossier.pk]))
    assert "<script>alert(1)" not in page.content.decode()
