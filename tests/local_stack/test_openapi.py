"""Snapshots of the OpenAPI documents: what is written is what is checked, and a change is seen."""

import json
from pathlib import Path
from typing import Any

import pytest

from local_stack import openapi

SERVED: dict[str, dict[str, Any]] = {
    service: {"openapi": "3.1.0", "paths": {f"/v1/{service}": {}}} for service in ("case_api", "matcher", "notifier")
}


def test_a_changed_document_falls_short_until_the_snapshot_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served = json.loads(json.dumps(SERVED))
    monkeypatch.setattr(openapi, "documents", lambda: served)
    assert openapi.snapshots(check=True, folder=tmp_path) == 1
    assert openapi.snapshots(check=False, folder=tmp_path) == 0
    assert openapi.snapshots(check=True, folder=tmp_path) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "holds"
    served["matcher"]["paths"]["/v1/new"] = {}
    assert openapi.snapshots(check=True, folder=tmp_path) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "falls short: matcher 2 paths, changed as in docs/openapi"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case-api.json", "matcher.json", "notifier.json"]
