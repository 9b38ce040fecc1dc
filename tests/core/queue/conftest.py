"""A queue of mails that are only counted: what the queue does is the same for every model."""

from collections.abc import Callable
from typing import Any

import pytest

from core.queue.lanes import Lane
from core.queue.queues import Queue
from mail.models import Mail
from tests.world import World


@pytest.fixture
def rows(world: World) -> list[Mail]:
    """Three rows that are due."""
    return [
        Mail.objects.create(company=world.alpine, recipient=world.sam, address="sam@alpine.example", kind="message")
        for _ in range(3)
    ]


@pytest.fixture
def build_lane() -> Callable[..., Lane]:
    def build(process: Callable[[Any], str | None], **options: Any) -> Lane:
        return Lane(Queue("test", Mail, process, **options))

    return build
