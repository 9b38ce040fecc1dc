"""Every action of the code has a sentence that reads properly, and every row that events name has a noun."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps

from office.base.site import site
from records.wording import FACTS, NAMES, SENTENCES, Sentence
from tests.house.tree import list_packages, python_files

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDING = re.compile(r"EventDraft|build_\w+_event\(|record_in_ledger|record_and_start")
# Of another branch of the code, or of earlier versions, whose events are in ledgers.
NOT_RECORDED_HERE = {
    "enrollment.withdrawn", "enrollment.withdrawal_undone", "enrollment.paused", "enrollment.resumed",
    "enrollment.transferred", "enrollment.deadline_extended", "credit.given", "credit.revoked",
}  # fmt: skip
# Constants of modules that record events which look like actions.
NO_ACTIONS = {"accounts.user", "records.baseline"}
SAMPLE: dict[str, dict[str, object]] = {
    "admin.changed": {"change": []},
    "certificate.issued": {"replaces": "2026-00001"},
    "login.failed": {"provider": "Entra", "factor": "TOTP", "reason": "closed account"},
    "exam.finished": {"passed": True},
    "user.deleted": {"is_removed": True},
    "webhook.replayed": {"since": "2026-03-18"},
}


def iterate_actions() -> Iterator[str]:
    """The texts that look like actions in modules that record events."""
    for file in python_files(*(name for name in list_packages() if name not in {"tests", "demo"})):
        text = file.read_text(encoding="utf-8")
        if not RECORDING.search(text) or file.name == "revisions.py":
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACTION.fullmatch(node.value):
                yield node.value


def list_actions() -> set[str]:
    labels = {model._meta.label_lower for model in apps.get_models()}
    files = {value for value in iterate_actions() if value.rpartition(".")[2] in {"json", "csv", "pdf"}}
    return set(iterate_actions()) - labels - files - NO_ACTIONS


def list_texts(action: str, sentence: Sentence) -> list[str]:
    """The text of a sentence; of one that is chosen by the payload, those for no payload and for the sample."""
    if not callable(sentence.text):
        return [str(text) for text in (sentence.text, sentence.short) if text]
    return [sentence.text({}), sentence.text(SAMPLE.get(action, {}))]


def test_actions_are_found() -> None:
    assert len(list_actions()) > 60
    assert {"class.signed", "key.revoked", "enrollment.expired", "lesson.repeated", "admin.deleted"} <= list_actions()


def test_every_action_has_a_sentence() -> None:
    assert list_actions() - SENTENCES.keys() == set()


def test_no_sentence_is_left_of_an_action_that_is_gone() -> None:
    assert SENTENCES.keys() - list_actions() - NOT_RECORDED_HERE == {"records.baseline"}


@pytest.mark.parametrize("action", sorted(SENTENCES))
def test_a_sentence_reads_properly(action: str) -> None:
    for text in list_texts(action, SENTENCES[action]):
        names = re.findall(r"%\((\w+)\)s", text)
        assert re.fullmatch(r"(%\(\w+\)s|[A-Z]).+(\.|%\(reason\)s)", text), text
        assert "%" not in re.sub(r"%\(\w+\)s", "", text), text
        assert {"actor", "object"} & set(names) or action == "records.baseline", text


def test_every_model_of_the_admin_has_a_noun_and_a_lookup_to_its_school() -> None:
    missing = {model._meta.label_lower for model in site._registry} - NAMES.keys()

    assert missing == set()
    for label, name in NAMES.items():
        model = apps.get_model(label)
        schools = dict.fromkeys(name.company_lookups)
        model._base_manager.filter(**schools).select_related(*name.related)
        assert name.the_noun == f"the {name.noun}"


def test_names_refer_to_models_that_exist() -> None:
    facts = [*FACTS.values(), *(fact for sentence in SENTENCES.values() for fact in sentence.facts.values())]

    for label in {label for fact in facts for label in (fact.model, fact.key_model) if label}:
        assert label in NAMES
