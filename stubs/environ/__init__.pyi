import builtins
from collections.abc import Callable, MutableMapping
from os import PathLike
from typing import Any, Final

class NoValue: ...

class Env:
    NOTSET: Final[NoValue]
    ENVIRON: MutableMapping[builtins.str, builtins.str]
    def str(
        self, var: builtins.str, default: builtins.str | NoValue = ..., multiline: builtins.bool = False
    ) -> builtins.str: ...
    def bool(self, var: builtins.str, default: builtins.bool | NoValue = ...) -> builtins.bool: ...
    def int(self, var: builtins.str, default: builtins.int | NoValue = ...) -> builtins.int: ...
    def list(
        self,
        var: builtins.str,
        cast: Callable[[builtins.str], Any] | None = None,
        default: builtins.list[builtins.str] | NoValue = ...,
    ) -> builtins.list[builtins.str]: ...
    def db_url(
        self,
        var: builtins.str = "DATABASE_URL",
        default: builtins.str | NoValue = ...,
        engine: builtins.str | None = None,
    ) -> dict[builtins.str, Any]: ...
    def cache_url(
        self,
        var: builtins.str = "CACHE_URL",
        default: builtins.str | NoValue = ...,
        backend: builtins.str | None = None,
    ) -> dict[builtins.str, Any]: ...
    def email_url(
        self,
        var: builtins.str = "EMAIL_URL",
        default: builtins.str | NoValue = ...,
        backend: builtins.str | None = None,
    ) -> dict[builtins.str, Any]: ...
    def get_value(
        self, var: builtins.str, cast: Any = None, default: Any = ..., parse_default: builtins.bool = False
    ) -> Any: ...
    @classmethod
    def read_env(
        cls, env_file: builtins.str | PathLike[builtins.str] | None = None, overwrite: builtins.bool = False
    ) -> None: ...
