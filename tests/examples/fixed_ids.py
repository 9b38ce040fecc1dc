"""Makes examples short and reproducible: ids and secrets, which differ from run to run, are replaced."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET = re.compile(r"\b(dw[a-z]_)[\w-]{20,}")
TOTP_CODE = re.compile(r"[0-9]{6}")
TOTP_SECRET = re.compile(r"\b[A-Z2-7]{32}\b")
RECOVERY_CODE = re.compile(r"\b(?:[a-z2-9]{4}-){3}[a-z2-9]{4}\b")
CHECK_PAGE = re.compile(r"(?<=/certificates/)[\w-]{20,}")
LINK_CODE = re.compile(r"[0-9a-f]{96}")
NUMERIC_IDS = re.compile(r"(^|_)(id|ids|students|user)$|^[0-9]+$")
CERTIFICATE_CODE = "example-of-a-certificate"
SERVER = "https://training.school.example"
# Longer lists are cut to so many rows.
ROWS = 2
LONG_MAP = 40


class FixedIds:
    """Replaces each id by its number in order of first appearance, and each user id by its rank."""

    def __init__(self, user_ids: Iterable[int], code: str) -> None:
        self.people = {str(id): str(place) for place, id in enumerate(sorted(user_ids), start=1)}
        self.uuids: dict[str, str] = {}
        self.code = code

    def replace_value(self, tree: Any, name: str = "") -> Any:
        if isinstance(tree, dict) and name != "UserGroup":  # its id is a role
            return {
                self.replace_text(key, key): self.replace_value(part, key)
                for key, part in islice(tree.items(), self.count_kept(tree))
            }
        if isinstance(tree, list):
            return [self.replace_value(part, name) for part in tree[:ROWS]]
        if name == "user_id" and str(tree) in self.people:  # a number in the login response
            return type(tree)(self.people[str(tree)])
        return self.replace_text(tree, name) if isinstance(tree, str) else tree

    def count_kept(self, tree: dict[str, Any]) -> int:
        """How many entries to keep: all of an object, the first ones of a map."""
        return ROWS if len(tree) > LONG_MAP or all(UUID.fullmatch(key) for key in tree) else len(tree)

    def replace_text(self, text: str, name: str) -> str:
        if text in self.people and NUMERIC_IDS.search(name):
            return self.people[text]
        text = text.replace("http://testserver", SERVER).replace(self.code, CERTIFICATE_CODE)
        text = CHECK_PAGE.sub(CERTIFICATE_CODE, text)
        text = LINK_CODE.sub("0123456789abcdef" * 6, text)
        text = UUID.sub(lambda match: self.replace_uuid(match[0]), text)
        if name == "code" and TOTP_CODE.fullmatch(text):
            return "123456"
        text = TOTP_SECRET.sub("JBSWY3DPEHPK3PXP" * 2, text)
        text = RECOVERY_CODE.sub("abcd-efgh-2345-6789", text)
        return SECRET.sub(r"\1this-is-an-example-and-no-secret-of-anybody", text)

    def replace_uuid(self, uuid: str) -> str:
        return self.uuids.setdefault(uuid, f"01900000-0000-7000-8000-{len(self.uuids) + 1:012}")
