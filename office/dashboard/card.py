"""A figure of the overview that leads to a list."""

from dataclasses import dataclass

from office.dashboard.reads import Figure


@dataclass(frozen=True)
class Card:
    """A single figure. `is_urgent`: it needs attention unless it is 0."""

    title: str
    icon: str
    figure: Figure
    is_urgent: bool = False

    @property
    def needs_attention(self) -> bool:
        return self.is_urgent and self.figure.value > 0
