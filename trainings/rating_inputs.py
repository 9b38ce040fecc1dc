"""Input fields for ratings (docs/api.md, sections 5 and 11)."""

import json
from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError

from api.input_fields import ObjectIdField, is_blank, parse_exact_number
from api.parsers import check_tree, reject_constant, reject_duplicate_keys
from trainings.ratings import Rating

MAX_ENTRIES = 1000
RATING_OF = {rating.casefold(): rating for rating in Rating.values}
RATINGS = [{"type": "string", "enum": [*Rating.values, ""]}, {"type": "integer", "minimum": 1, "maximum": 5}]


class MapField(serializers.DictField):
    """A map whose keys are ids; an error names the key. An empty list counts as an empty map, because PHP clients
    cannot tell the two apart."""

    default_error_messages = {
        "twice": gettext_lazy("This id is given twice."),
        "full": gettext_lazy("There are too many entries."),
    }

    def __init__(self, *, key: serializers.Field[Any, Any, Any, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.key = key

    def to_internal_value(self, data: Any) -> dict[Any, Any]:
        values = super().to_internal_value({} if data == [] else data)
        if len(values) > MAX_ENTRIES:
            self.fail("full")
        by_id: dict[Any, Any] = {}
        for text, value in values.items():
            id = self.parse_id(text)
            if id in by_id:
                raise serializers.ValidationError({text: self.error_messages["twice"]})
            by_id[id] = value
        return by_id

    def parse_id(self, text: str) -> Any:
        try:
            return self.key.run_validation(text)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({text: error.detail}) from error


@extend_schema_field({"oneOf": RATINGS})
class RatingField(serializers.Field[str, Any, Any, Any]):
    """A rating of the school's scales; empty or null means none."""

    default_error_messages = {"invalid": gettext_lazy("A rating is one of {allowed}.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        number = parse_exact_number(data)
        text = str(data if number is None else number).strip()
        if is_blank(text):
            return ""
        if text.casefold() not in RATING_OF or isinstance(data, bool):
            self.fail("invalid", allowed=", ".join(Rating.values))
        return RATING_OF[text.casefold()]


class RatingsField(MapField):
    """A map of ids to ratings, or its JSON text. Missing, null and the empty text of a form mean: change nothing."""

    default_error_messages = {"json": gettext_lazy("This is not the JSON text of a map.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(key=ObjectIdField(), required=False, allow_null=True, default=None, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(self.parse_text(data) if isinstance(data, str) else data)

    def parse_text(self, text: str) -> Any:
        # As strict as the JSON parser of bodies, which has not seen what is inside this text.
        try:
            tree = (
                json.loads(text, parse_constant=reject_constant, object_pairs_hook=reject_duplicate_keys)
                if text
                else None
            )
            check_tree({"": tree})
        except (ValueError, RecursionError, ParseError):
            self.fail("json")
        return tree
