"""The manifests in `deploy/kubernetes/` are what Kubernetes accepts, and name settings that exist."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from django.conf import settings

from tests.operations.test_deployment import list_example_settings

pytestmark = pytest.mark.any_database

FOLDER = Path(settings.BASE_DIR) / "deploy" / "kubernetes"
VERSION = "1.31"


def list_manifests() -> list[Any]:
    return [pytest.param(one, id=one["metadata"]["name"]) for path in sorted(FOLDER.iterdir()) for one in read(path)]


def read(path: Path) -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load_all(path.read_text())


@pytest.mark.parametrize("manifest", list_manifests())
def test_a_manifest_has_only_what_kubernetes_knows(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, VERSION, strict=True)


@pytest.mark.parametrize("change", [{"replica": 2}, {"replicas": "two"}])
def test_a_manifest_with_a_mistake_is_found(change: dict[str, Any]) -> None:
    deployment = next(read(FOLDER / "web.yaml"))
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate({**deployment, "spec": {**deployment["spec"], **change}}, VERSION, strict=True)


def test_settings_are_those_of_the_example() -> None:
    (names,) = [set(one["data"]) for one in read(FOLDER / "settings.yaml")]
    assert names <= list_example_settings()
