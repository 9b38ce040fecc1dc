"""The user who sends a request."""

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from accounts.models import User


def get_caller(request: Request) -> User:
    """The user whose token the request carries (docs/api.md, section 1, Authentication).

    Raises NotAuthenticated (401) in a view that is open to all; other views reject a request without a token earlier.
    """
    user = request.user
    if not isinstance(user, User):
        raise NotAuthenticated
    return user
