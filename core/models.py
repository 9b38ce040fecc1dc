"""Base classes of models."""

import uuid

import uuid_utils.compat
from django.db import models


def new_id() -> uuid.UUID:
    """A UUIDv7: ordered by creation time, so that indexes grow at one end and stay compact."""
    return uuid_utils.compat.uuid7()


class Identified(models.Model):
    """A row with a UUIDv7 as its primary key, which is known before the row is stored."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class Deletable(Identified):
    """A row that is soft-deleted, because results refer to it (docs/api.md, section 1, Deleted)."""

    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
