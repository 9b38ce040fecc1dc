"""A check of compiled serializers (api/outputs): each row as the REST framework would serialize it."""

from typing import Any

import pytest
from rest_framework.serializers import Serializer
from rest_framework.utils.encoders import JSONEncoder

from api.outputs.serializers import Output

represent = Output.to_representation
encode = JSONEncoder().encode


def represent_checked(output: Output[Any], row: Any) -> dict[str, Any]:
    """`Output.to_representation`, after comparing it with what `serializers.Serializer` does with the same fields.

    As text, so that the order of the keys and the types of the values count.
    """
    compiled = represent(output, row)
    assert encode(compiled) == encode(Serializer.to_representation(output, row))
    return compiled


def check_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Output, "to_representation", represent_checked)
