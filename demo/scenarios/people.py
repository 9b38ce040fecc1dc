"""The users of the two demo schools. All have the same password."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Company, User
from accounts.roles import Role

PASSWORD = "demo-flight-1"  # noqa: S105  printed for everybody; production refuses the demo school


class Person(NamedTuple):
    """A user: the part of the e-mail address before the @, the role and the name."""

    login: str
    group: Role
    name: str
    surname: str


ACADEMY_STAFF = [
    Person("admin", Role.ADMINISTRATOR, "Andrea", "Steiner"),
    Person("manager", Role.TRAINING_MANAGER, "Martin", "Hofer"),
    Person("chief", Role.CHIEF_INSTRUCTOR, "Claudia", "Berger"),
    Person("instructor", Role.INSTRUCTOR, "Ingrid", "Moser"),
    Person("thomas.egger", Role.INSTRUCTOR, "Thomas", "Egger"),
    Person("petra.lang", Role.INSTRUCTOR, "Petra", "Lang"),
]
ACADEMY_STUDENTS = [
    Person("student", Role.STUDENT, "Stefan", "Leitner"),
    Person("fresh", Role.STUDENT, "Felix", "Winkler"),
    Person("anna.huber", Role.STUDENT, "Anna", "Huber"),
    Person("lukas.gruber", Role.STUDENT, "Lukas", "Gruber"),
    Person("sophie.wagner", Role.STUDENT, "Sophie", "Wagner"),
    Person("max.bauer", Role.STUDENT, "Max", "Bauer"),
    Person("marie.dubois", Role.STUDENT, "Marie", "Dubois"),
    Person("elena.rossi", Role.STUDENT, "Elena", "Rossi"),
    Person("jan.novak", Role.PILOT, "Jan", "Novák"),
    Person("katarina.horvat", Role.PILOT, "Katarina", "Horvat"),
    Person("noah.fischer", Role.STUDENT, "Noah", "Fischer"),
    Person("emma.schmid", Role.STUDENT, "Emma", "Schmid"),
    Person("david.keller", Role.STUDENT, "David", "Keller"),
    Person("julia.kovacs", Role.STUDENT, "Júlia", "Kovács"),
    Person("paul.meyer", Role.STUDENT, "Paul", "Meyer"),
    Person("lena.brunner", Role.STUDENT, "Lena", "Brunner"),
    Person("tobias.wolf", Role.STUDENT, "Tobias", "Wolf"),
    Person("mia.andersson", Role.STUDENT, "Mia", "Andersson"),
    Person("samuel.okafor", Role.STUDENT, "Samuel", "Okafor"),
    Person("hannah.pichler", Role.STUDENT, "Hannah", "Pichler"),
    Person("jonas.weber", Role.STUDENT, "Jonas", "Weber"),
]
OTHER_PEOPLE = [
    Person("manager", Role.TRAINING_MANAGER, "Olivia", "Marsh"),
    Person("instructor", Role.INSTRUCTOR, "Owen", "Price"),
    Person("student", Role.STUDENT, "Oscar", "Field"),
]


def create_people(company: Company, people: Iterable[Person], *, domain: str, country: str) -> dict[str, User]:
    """Stores the users of a school, who joined three years ago, and returns them by login."""
    password = make_password(PASSWORD)
    joined = timezone.now() - timedelta(days=3 * 365)
    users = [
        User(
            company=company,
            email=f"{person.login}@{domain}",
            group=person.group,
            name=person.name,
            surname=person.surname,
            country_id=country,
            timezone_id=company.timezone_id,
            password=password,
            created_at=joined,
        )
        for person in people
    ]
    return {user.email.partition("@")[0]: user for user in User.objects.bulk_create(users)}
