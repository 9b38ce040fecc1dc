"""Versions of what a form shows, so that saving it never overwrites what somebody else has recorded meanwhile.

A version is the digest of each value, by its path in the content: `remarks`, `students.17.present`. The form carries
it, and the service compares it under its lock with what is stored then.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.exceptions import Conflict, InvalidInput
from records.canonical import format_canonical_json, sha256

Version = dict[str, str]
DIGEST_LENGTH = 12  # against accidents, not against attackers: whoever may send the form may change the rows


class Stale(Conflict):
    """Somebody has changed the values at `paths` since the version was shown."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(_("This has been changed since you opened the page. Nothing was stored."))
        self.paths = paths


def digest_value(value: Any) -> str:
    return sha256(format_canonical_json(value))[:DIGEST_LENGTH]


def build_version(content: Mapping[str, Any]) -> Version:
    return {path: digest_value(value) for path, value in iterate_values(content)}


def iterate_values(content: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Each value of nested mappings with its path."""
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from iterate_values(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def list_changed_paths(version: Version, content: Mapping[str, Any]) -> list[str]:
    """The paths of values that differ from the version, are new, or are gone."""
    current = build_version(content)
    return sorted(path for path in {*version, *current} if version.get(path) != current.get(path))


def check_version(version: Version | None, content: Mapping[str, Any]) -> None:
    """Raises Stale unless the content is that of the version. None: the caller has shown nothing to compare with."""
    if version is not None and (paths := list_changed_paths(version, content)):
        raise Stale(paths)


def format_version(version: Version) -> str:
    """The version as the text of a hidden field."""
    return format_canonical_json(version)


def parse_version(text: str) -> Version:
    """Raises InvalidInput for a text that `format_version` has not written."""
    try:
        version = json.loads(text)
    except (ValueError, RecursionError):
        version = None
    if not isinstance(version, dict) or not all(isinstance(digest, str) for digest in version.values()):
        raise InvalidInput(_("The page was not sent completely. Please open it again."))
    return version
