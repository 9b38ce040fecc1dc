"""Messages on the wire (docs/api.md, sections 2 and 12)."""

from typing import Any

from rest_framework import serializers

from accounts.models import Notification, User
from api import output_fields
from api.input_fields import ObjectIdField
from api.outputs.serializers import Output


class NotificationReadInput(serializers.Serializer[Any]):
    id = ObjectIdField()


class MessageOutput(Output[Notification]):
    id = output_fields.Id()
    subject = serializers.CharField()
    body = serializers.CharField()
    url = serializers.CharField()
    created = output_fields.Moment(source="created_at")


class SenderOutput(Output[User]):
    id = output_fields.Id()
    name = serializers.CharField(source="__str__")
    email = serializers.EmailField()
    pic = output_fields.FileAddress(source="photo")


class NotificationOutput(Output[Notification]):
    Message = MessageOutput(source="*")
    Sender = SenderOutput(source="sender", allow_null=True)


class MessageRowOutput(MessageOutput):
    """A message with whether it was read."""

    read = serializers.SerializerMethodField()

    def get_read(self, message: Notification) -> bool:
        return message.read_at is not None


class NotificationRowOutput(NotificationOutput):
    Message = MessageRowOutput(source="*")
