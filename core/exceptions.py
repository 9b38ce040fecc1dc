"""Domain errors: the exceptions by which services reject a request. `api.errors` maps each to a JSON response."""

FieldErrors = dict[str, list[str]]


class DomainError(Exception):
    """The base class. `message` is a sentence for people; `errors` are messages by field name."""

    default = "This is not possible."

    def __init__(self, message: str = "", *, errors: FieldErrors | None = None) -> None:
        self.message = message or self.default
        self.errors = errors or {}
        super().__init__(self.message)

    @property
    def sentence(self) -> str:
        """The error in one line, for commands and logs: the messages of the fields, or else `message`."""
        errors = [f"{name}: {' '.join(texts)}" for name, texts in self.errors.items()]
        return "; ".join(errors) or self.message


class InvalidInput(DomainError):
    """The input is invalid; `errors` names each invalid field."""

    default = "Some of the input is invalid."

    @classmethod
    def for_field(cls, name: str, *texts: str) -> "InvalidInput":
        return cls(errors={name: list(texts)})


class Unauthenticated(DomainError):
    """The request carries no valid credentials."""

    default = "Please log in."


class Forbidden(DomainError):
    """The caller may see the object but not do this to it (docs/api.md, section 1, Company scope and visibility)."""

    default = "You may not do this."


class NotFound(DomainError):
    """The object does not exist, or the caller may not know that it does: both get the same response."""

    default = "Not found."


class Conflict(DomainError):
    """The object is in a state that does not allow this."""

    default = "The object is in a state that does not allow this."


class RetryLater(DomainError):
    """The request may succeed later; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class TooManyAttempts(RetryLater):
    """Too many login attempts or requests (throttling)."""

    default = "Too many attempts. Please wait and try again."


class Busy(RetryLater):
    """The server is overloaded at the moment."""

    default = "The server is busy. Please try again in a moment."
