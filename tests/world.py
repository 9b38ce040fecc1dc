"""The world of the tests: two schools and the people in them, by name.

Alpine Flight School: Maria manages it, Charles is its chief instructor, Ines teaches, Tom teaches something else, Sam
and Sue study. Baltic Aviation is the other school: Otto manages it, Olga studies there.

Alpine is in Auckland, thirteen hours ahead of UTC in March, Baltic in New York, four behind: a day or a time that is
taken from UTC by mistake is another one at both.
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
    """A client that is logged in as somebody."""

    def __init__(self, secret: str | None = None) -> None:
        super().__init__(raise_request_exception=False)
        if secret:
            self.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")

    def generic(self, method: str, path: Any, data: str | bytes = "", *args: Any, **kwargs: Any) -> Any:
        """Sends `data` as it is, text or bytes."""
        return super().generic(method, path, data, *args, **kwargs)  # type: ignore[arg-type]  # its stub forgets bytes

    def request(self, **kwargs: Any) -> Any:
        """As ever; and the answer must be one that the OpenAPI document describes."""
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
        self.maria = self.person("Maria", "Manager", Role.TRAINING_MANAGER)
        self.charles = self.person("Charles", "Chief", Role.CHIEF_INSTRUCTOR)
        self.ines = self.person("Ines", "Instructor", Role.INSTRUCTOR)
        self.tom = self.person("Tom", "Teacher", Role.INSTRUCTOR)
        self.sam = self.person("Sam", "Student", Role.STUDENT)
        self.sue = self.person("Sue", "Student", Role.STUDENT)
        self.otto = self.person("Otto", "Other", Role.TRAINING_MANAGER, self.baltic)
        self.olga = self.person("Olga", "Other", Role.STUDENT, self.baltic)

    def person(self, name: str, surname: str, group: Role, company: Company | None = None) -> User:
        company = company or self.alpine
        email = f"{name.lower()}@{company.name.split()[0].lower()}.example"
        return UserFactory(company=company, name=name, surname=surname, group=group, email=email)


def create_client(user: User) -> Client:
    """A client with a fresh session of `user`, whose last use is just noted (so that it writes nothing)."""
    issued = issue_token(user=user, kind=Token.Kind.SESSION, expires_at=timezone.now() + timedelta(days=14))
    Token.objects.filter(pk=issued.token.pk).update(last_used_at=timezone.now())
    return Client(issued.secret)


def create_api_client(user: User) -> Client:
    """A client with an API key of `user`."""
    return Client(create_api_key(user=user, name="test").secret)
