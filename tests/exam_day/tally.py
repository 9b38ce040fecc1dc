"""What the clients of an exam day were told, counted by the kind of request."""

from dataclasses import asdict, dataclass, field
from typing import Any

BUSY = 503


@dataclass
class Tally:
    """One kind of request. `seconds` are those of each request that was done; `refused` are those told to come back."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    timeouts: int = 0
    errors: list[str] = field(default_factory=list)
    slowest_refusal: float = 0.0

    def count(self, status: int, seconds: float, *, retry_after: float | None, text: str) -> None:
        if status == 200:
            self.seconds.append(seconds)
        elif status == BUSY and retry_after is not None:
            self.refused += 1
            self.slowest_refusal = max(self.slowest_refusal, seconds)
        else:
            self.errors.append(f"{status} {text[:200]}")

    def get_percentile(self, percent: int) -> float:
        """0 if no request was done."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


@dataclass
class Sitting:
    """One student's exam, as the student knows it: the answers that the server said it has stored."""

    enrollment: str
    attempt: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    seated_after: float = 0.0
    finished_after: float = 0.0
    score: float | None = None
    passed: bool | None = None


@dataclass
class Report:
    """A step of the exam day."""

    sittings: list[Sitting] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, told: dict[str, Any]) -> "Report":
        sittings = [Sitting(**row) for row in told["sittings"]]
        return cls(sittings, {name: Tally(**row) for name, row in told["tallies"].items()}, told["seconds"])

    def get_tally(self, kind: str) -> Tally:
        return self.tallies.setdefault(kind, Tally())

    def merge(self, *kinds: str) -> Tally:
        """The tallies of these kinds together, or of all."""
        merged = Tally()
        for tally in (self.get_tally(kind) for kind in kinds or list(self.tallies)):
            merged.seconds += tally.seconds
            merged.errors += tally.errors
            merged.refused += tally.refused
            merged.timeouts += tally.timeouts
            merged.slowest_refusal = max(merged.slowest_refusal, tally.slowest_refusal)
        return merged
