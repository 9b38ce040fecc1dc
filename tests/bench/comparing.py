"""Whether the floor says what Downwind says: byte for byte, but for values that depend on the second."""

import json
import re

from tests.bench.screens import Screen
from tests.bench.servers import Server


def find_difference(screen: Screen, downwind: Server, floor: Server, token: str) -> str:
    """What differs between the two answers, in a sentence; "" when nothing does."""
    status, expected = downwind.send(screen.method, screen.path, screen.body, token)
    floor_status, answer = floor.send(screen.method, screen.path, screen.body, token)
    if status != 200:
        return f"{screen.name}: Downwind answers {status}: {expected[:300]!r}"
    if floor_status != 200:
        return f"{screen.name}: the floor answers {floor_status}: {answer[:300]!r}"
    expected, answer = hide_moving(screen, expected), hide_moving(screen, answer)
    return "" if expected == answer else f"{screen.name}: {show_first_difference(expected, answer)}"


def hide_moving(screen: Screen, answer: bytes) -> bytes:
    """The answer with 0 for the whole numbers under the keys that depend on the second; all other bytes stay."""
    for key in screen.moving:
        answer = re.sub(rb'("%s":)[0-9]+' % key.encode(), rb"\g<1>0", answer)
    return answer


def show_first_difference(expected: bytes, answer: bytes) -> str:
    place = next((at for at, pair in enumerate(zip(expected, answer, strict=False)) if pair[0] != pair[1]), None)
    since = max(0, (min(len(expected), len(answer)) if place is None else place) - 60)
    return json.dumps({"Downwind": expected[since:][:160].decode(), "floor": answer[since:][:160].decode()})
