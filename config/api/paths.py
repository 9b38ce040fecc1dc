"""Path pieces. A malformed id matches no path, so it is the same 404 as an unknown one."""

import uuid

from django.urls import register_converter

NAMED = r"(?P<named>[a-z_]+:.*)"


class ObjectId:
    regex = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"

    def to_python(self, value: str) -> uuid.UUID:
        return uuid.UUID(value)

    def to_url(self, value: uuid.UUID | str) -> str:
        return str(value)


class UserId:
    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(ObjectId, "id")
register_converter(UserId, "user_id")
