"""The ways a service says no. Services raise them; `api.errors` turns each into its one JSON answer."""

FieldErrors = dict[str, list[str]]


class DomainError(Exception):
    """Something the caller may not have or do. `message` is a sentence for a person, in the words of the school."""

    default = "This is not possible."

    def __init__(self, message: str = "", *, errors: FieldErrors | None = None) -> None:
        self.message = message or self.default
        self.errors = errors or {}
        super().__init__(self.message)

    @property
    def sentence(self) -> str:
        """The refusal in one line: what is wrong with which field, or its message."""
        errors = [f"{name}: {' '.join(texts)}" for name, texts in self.errors.items()]
        return "; ".join(errors) or self.message


class InvalidInput(DomainError):
    """What was sent cannot be taken; `errors` names each field at fault."""

    default = "Some of what was sent is not valid."

    @classmethod
    def for_field(cls, name: str, *texts: str) -> "InvalidInput":
        return cls(errors={name: list(texts)})


class Unauthenticated(DomainError):
    """Nobody we know is asking."""

    default = "Please log in."


class Forbidden(DomainError):
    """The caller sees the object but may not do this to it."""

    default = "You may not do this."


class NotFound(DomainError):
    """There is no such object, or the caller may not know that there is: the two are one answer."""

    default = "Not found."


class Conflict(DomainError):
    """The object is in a state that forbids it."""

    default = "The object is in a state that does not allow this."


class RetryLater(DomainError):
    """Not now; `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class TooManyAttempts(RetryLater):
    """Guessing is being slowed down."""

    default = "Too many attempts. Please wait and try again."


class Busy(RetryLater):
    """The server has more to do at this moment than it can."""

    default = "The server is busy. Please try again in a moment."
