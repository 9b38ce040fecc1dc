from typing import Any

from django.core.files.storage import Storage

class S3Storage(Storage):
    location: str
    bucket_name: str
    @property
    def bucket(self) -> Any: ...
    @property
    def connection(self) -> Any: ...
    def _open(self, name: str, mode: str = ...) -> Any: ...
