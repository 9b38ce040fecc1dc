from collections.abc import Callable
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")

class Factory(Generic[_T]):
    # What the metaclass does: a call makes an instance of the model, not of the factory.
    def __new__(cls, **kwargs: Any) -> _T: ...  # type: ignore[misc]  # mypy wants an instance of the class
    @classmethod
    def build(cls, **kwargs: Any) -> _T: ...
    @classmethod
    def create(cls, **kwargs: Any) -> _T: ...
    @classmethod
    def build_batch(cls, size: int, **kwargs: Any) -> list[_T]: ...
    @classmethod
    def create_batch(cls, size: int, **kwargs: Any) -> list[_T]: ...

class LazyAttribute:
    def __init__(self, function: Callable[[Any], object]) -> None: ...

class LazyFunction:
    def __init__(self, function: Callable[[], object]) -> None: ...

class SelfAttribute:
    def __init__(self, attribute_name: str, default: object = ...) -> None: ...

class Sequence:
    def __init__(self, function: Callable[[int], object]) -> None: ...

class SubFactory:
    def __init__(self, factory: type[Factory[Any]] | str, **kwargs: object) -> None: ...
