"""The ids of the demo school that the requests of a day need."""

from accounts.models import Company, OneTimeCode, User
from accounts.one_time_codes import derive_link_code
from demo.examples import find_examples as demo_ids
from demo.scenarios import academy
from evidence.models import Certificate
from onsite.models import ClassSession
from tests.examples.day import Ids
from trainings.models import Enrollment


def collect_ids(people: dict[str, User]) -> Ids:
    ids: Ids = dict(demo_ids(people["student"]))
    finished = Enrollment.objects.filter(user=people["student"], finished_at__isnull=False)
    ids |= {"finished": str(finished.earliest("created_at").pk), "code": get_certificate_code, "link": get_link}
    ids |= {login: str(people[login].pk) for login in ("fresh", "instructor")}
    subject = ClassSession.objects.select_related("subject").get(pk=ids["class"]).subject
    return ids | {"class_subject": str(subject.pk), "class_training": str(subject.training_id)}


def get_certificate_code() -> str:
    """The code of the latest certificate, known only after it is issued during the day."""
    company = Company.objects.get(name=academy.NAME)
    code: str = Certificate.objects.filter(company=company).latest("issued_at").code
    return code


def get_link(purpose: str) -> str:
    """The code of the link that was sent last."""
    return derive_link_code(OneTimeCode.objects.filter(purpose=purpose).latest("created_at", "id"))
