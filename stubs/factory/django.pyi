from typing import TypeVar

from django.db.models import Model
from factory import Factory

_M = TypeVar("_M", bound=Model)

class DjangoModelFactory(Factory[_M]): ...
