"""The requests of a day about qualifications of instructors (tests/examples/day.py)."""

from typing import Any

from tests.examples.recorder import ExampleRecorder


def request_qualifications(recorder: ExampleRecorder, ids: dict[str, Any]) -> None:
    recorder.request("instructor", "listOwnQualifications")
    paper = {"user_id": ids["instructor"], "kind": "PERMISSION", "name": "Night flying", "valid_until_on": "2027-03-31"}
    saved = recorder.request("manager", "saveQualification", body=paper)
    recorder.request("manager", "listQualifications", user_id=ids["instructor"])
    removal = {"id": saved["Qualification"]["id"], "reason": "Entered for the wrong person"}
    recorder.request("manager", "deleteQualification", body=removal)
