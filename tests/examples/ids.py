"""The ids that the people of the demo school ask about."""

from accounts.models import Company, User
from demo.examples import find_examples as demo_ids
from demo.scenarios import academy
from evidence.models import Certificate
from onsite.models import ClassSession
from tests.examples.day import Ids
from trainings.models import Enrollment


def collect_ids(people: dict[str, User]) -> Ids:
    ids: Ids = dict(demo_ids(people["student"]))
    finished = Enrollment.objects.filter(user=people["student"], finished_at__isnull=False)
    ids |= {"finished": str(finished.earliest("created_at").pk), "code": get_certificate_code}
    ids |= {login: str(people[login].pk) for login in ("fresh", "instructor")}
    return ids | {"class_subject": str(ClassSession.objects.get(pk=ids["class"]).subject_id)}


def get_certificate_code() -> str:
    """The one that the certificate of the day was given."""
    return Certificate.objects.filter(company=Company.objects.get(name=academy.NAME)).latest("issued_at").code
