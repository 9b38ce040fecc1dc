"""Domain errors: the exceptions by which services reject a request. `api.errors` maps each to a JSON response.

Their texts are in the language that is active where they are raised: the client's in the API, English in the admin and
in commands (docs/decisions/0024).
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

FieldErrors = dict[str, list[str]]


class DomainError(Exception):
    """The base class. `message` is a sentence for people; `errors` are messages by field name."""

    default: ClassVar[StrOrPromise] = gettext_lazy("This is not possible.")

    def __init__(
        self, message: StrOrPromise = "", *, errors: Mapping[str, Sequence[StrOrPromise]] | None = None
    ) -> None:
        self.message = str(message or self.default)
        self.errors: FieldErrors = {name: [str(text) for text in texts] for name, texts in (errors or {}).items()}
        super().__init__(self.message)

    @property
    def sentence(self) -> str:
        """The error in one line, for commands and logs: the messages of the fields, or else `message`."""
        errors = [f"{name}: {' '.join(texts)}" for name, texts in self.errors.items()]
        return "; ".join(errors) or self.message


class InvalidInput(DomainError):
    """The input is invalid; `errors` names each invalid field."""

    default = gettext_lazy("Some of the input is invalid.")

    @classmethod
    def for_field(cls, name: str, *texts: StrOrPromise) -> "InvalidInput":
        return cls(errors={name: list(texts)})


class Unauthenticated(DomainError):
    """The request carries no valid credentials."""

    default = gettext_lazy("Please log in.")


class Forbidden(DomainError):
    """The caller may see the object but not do this to it (docs/api.md, section 1, Company scope and visibility)."""

    default = gettext_lazy("You may not do this.")


class NotFound(DomainError):
    """The object does not exist, or the caller may not know that it does: both get the same response."""

    default = gettext_lazy("Not found.")


class Conflict(DomainError):
    """The object is in a state that does not allow this."""

    default = gettext_lazy("The object is in a state that does not allow this.")


class RetryLater(DomainError):
    """The request may succeed later; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class TooManyAttempts(RetryLater):
    """Too many login attempts or requests (throttling)."""

    default = gettext_lazy("Too many attempts. Please wait and try again.")


class Busy(RetryLater):
    """The server is overloaded at the moment."""

    default = gettext_lazy("The server is busy. Please try again in a moment.")
