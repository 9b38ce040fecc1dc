"""Who sends a request of the API."""

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from accounts.models import User


def get_caller(request: Request) -> User:
    """The user whose token the request carries.

    Views that need a token have refused a request without one before; in a view that is open to all it is refused here,
    with 401 (docs/api.md, section 1, Authentication).
    """
    user = request.user
    if not isinstance(user, User):
        raise NotAuthenticated
    return user
