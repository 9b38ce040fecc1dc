"""Records at random. Whoever has the list and the seed gets the same ones: the sample can be checked afterwards."""

import hashlib
import re
import secrets
import uuid
from collections.abc import Iterable

SAMPLE_SIZE = 10
SEED = re.compile(r"[0-9a-f]{8}")


def create_seed() -> str:
    return secrets.token_hex(4)


def is_seed(text: str) -> bool:
    return SEED.fullmatch(text) is not None


def draw_sample(ids: Iterable[uuid.UUID], seed: str, size: int = SAMPLE_SIZE) -> list[uuid.UUID]:
    """The ids with the lowest SHA-256 of `seed:id`."""
    return sorted(ids, key=lambda pk: hashlib.sha256(f"{seed}:{pk}".encode()).digest())[:size]
