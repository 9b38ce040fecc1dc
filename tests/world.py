"""The world of the tests: two schools and their people, by name.

Alpine Flight School: Maria manages it, Charles is its chief instructor, Ines teaches, Tom teaches something else, Sam
and Sue study. Baltic Aviation is the other school: Otto manages it, Olga studies there.

Alpine is in Auckland, thirteen hours ahead of UTC in March, and Baltic in New York, four behind: so a date or time in
UTC, used by mistake, is wrong at both.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from accounts.api_keys import create_api_key
from accounts.models import Company, Token, User
from accounts.roles import Role
from accounts.sign_in.sessions import issue_token
from tests.document import check_response
from tests.factories import CompanyFactory, UserFactory


class Client(APIClient):
    """An API client, logged in with the token `secret` if there is one."""

    def __init__(self, secret: str | None = None) -> None:
        super().__init__(raise_request_exception=False)
        if secret:
            self.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")

    def generic(self, method: str, path: Any, data: str | bytes = "", *args: Any, **kwargs: Any) -> Any:
        """Sends a raw body, text or bytes."""
        return super().generic(method, path, data, *args, **kwargs)  # type: ignore[arg-type]  # its stub forgets bytes

    def request(self, **kwargs: Any) -> Any:
        """Sends the request, and checks the response against the OpenAPI document."""
        response = super().request(**kwargs)
        check_response(response)
        return response


@dataclass
class World:
    alpine: Company = field(
        default_factory=lambda: CompanyFactory(name="Alpine Flight School", timezone_id="Pacific/Auckland")
    )
    baltic: Company = field(
        default_factory=lambda: CompanyFactory(name="Baltic Aviation", timezone_id="America/New_York")
    )

    def __post_init__(self) -> None:
        self.maria = self.build_person("Maria", "Manager", Role.TRAINING_MANAGER)
        self.charles = self.build_person("Charles", "Chief", Role.CHIEF_INSTRUCTOR)
        self.ines = self.build_person("Ines", "Instructor", Role.INSTRUCTOR)
        self.tom = self.build_person("Tom", "Teacher", Role.INSTRUCTOR)
        self.sam = self.build_person("Sam", "Student", Role.STUDENT)
        self.sue = self.build_person("Sue", "Student", Role.STUDENT)
        self.otto = self.build_person("Otto", "Other", Role.TRAINING_MANAGER, self.baltic)
        self.olga = self.build_person("Olga", "Other", Role.STUDENT, self.baltic)
        people = [self.maria, self.charles, self.ines, self.tom, self.sam, self.sue, self.otto, self.olga]
        User.objects.bulk_create(people)  # one statement, because thousands of tests begin with it

    def create_person(self, name: str, surname: str, group: Role, company: Company | None = None) -> User:
        person = self.build_person(name, surname, group, company)
        person.save()
        return person

    def build_person(self, name: str, surname: str, group: Role, company: Company | None = None) -> User:
        company = company or self.alpine
        email = f"{name.lower()}@{company.name.split()[0].lower()}.example"
        return UserFactory.build(company=company, name=name, surname=surname, group=group, email=email)


def create_client(user: User) -> Client:
    """A client with a new session of `user`. Its last use is recorded already, so that requests do not update it."""
    issued = issue_token(user=user, kind=Token.Kind.SESSION, expires_at=timezone.now() + timedelta(days=14))
    Token.objects.filter(pk=issued.token.pk).update(last_used_at=timezone.now())
    return Client(issued.secret)


def create_api_client(user: User) -> Client:
    """A client with an API key of `user`."""
    return Client(create_api_key(user=user, name="test").secret)
