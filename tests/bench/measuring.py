"""Rounds of both programs in turn, and what they say: ratios of the two figures of one round, and their median.

A round measures one right after the other, so that whatever else the machine does is in both; the order alternates.
"""

from dataclasses import dataclass
from statistics import median, quantiles

from tests.bench.client import build_request, count_at_once, send_for
from tests.bench.screens import Screen
from tests.bench.servers import Server

CLIENTS = 4
WARMING_SECONDS = 0.5


@dataclass(frozen=True)
class Sample:
    """One program in one round. Times are in milliseconds; `rate` is requests a second of four clients at once."""

    p50: float
    p99: float
    rate: float
    cpu: float

    def get_figure(self, name: str) -> float:
        return {"p50": self.p50, "p99": self.p99, "rate": self.rate, "cpu": self.cpu}[name]


@dataclass(frozen=True)
class Round:
    downwind: Sample
    floor: Sample

    def get_ratio(self, figure: str) -> float:
        return self.downwind.get_figure(figure) / self.floor.get_figure(figure)


@dataclass(frozen=True)
class Result:
    """A screen in all rounds."""

    screen: Screen
    rounds: list[Round]

    def get_ratio(self, figure: str) -> float:
        """How many times what the floor needs Downwind needs: the median of the rounds' ratios."""
        ratios = [one.get_ratio(figure) for one in self.rounds]
        return 1 / median(ratios) if figure == "rate" else median(ratios)

    def get_medians(self, figure: str) -> tuple[float, float]:
        """Downwind's and the floor's."""
        return (
            median(one.downwind.get_figure(figure) for one in self.rounds),
            median(one.floor.get_figure(figure) for one in self.rounds),
        )


def measure_screen(
    screen: Screen, downwind: Server, floor: Server, token: str, *, rounds: int, seconds: float
) -> Result:
    request = build_request(screen, token)
    for server in (downwind, floor):
        count_at_once(server.port, request, WARMING_SECONDS, CLIENTS)
    done = []
    for number in range(rounds):
        order = [downwind, floor] if number % 2 == 0 else [floor, downwind]
        samples = {server.name: measure_server(server, request, seconds) for server in order}
        done.append(Round(samples[downwind.name], samples[floor.name]))
    return Result(screen, done)


def measure_server(server: Server, request: bytes, seconds: float) -> Sample:
    """Half of the time one client, for how long a request takes; half of it four, for how many it answers."""
    before = server.read_cpu_seconds()
    times = send_for(server.port, request, seconds / 2)
    count = count_at_once(server.port, request, seconds / 2, CLIENTS)
    spent = server.read_cpu_seconds() - before
    return Sample(
        p50=1_000 * median(times),
        p99=1_000 * find_p99(times),
        rate=count / (seconds / 2),
        cpu=1_000 * spent / (len(times) + count),
    )


def find_p99(times: list[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[-1] if len(times) > 1 else times[0]
