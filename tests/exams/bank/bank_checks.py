"""What the tests of imports check in the database."""

from exams.models import Option, Question
from records.models import Event

GIFT = "One?{=a ~b}\n\nTwo?{~c =d ~e}\n"


def is_bank_empty() -> bool:
    return not Question.objects.exists() and not Option.objects.exists() and not Event.objects.exists()
