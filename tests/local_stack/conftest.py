"""The stack's settings come from the environment, and that of whoever runs the tests is not to decide them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_stack.server_user import OPEN_FOLDER_VARIABLE
from local_stack.settings import StackSettings


@pytest.fixture(autouse=True, scope="session")
def open_folder() -> Iterator[None]:
    """Where root may not leave its identity, the server's data lies outside the tests' closed folders: here."""
    folder = Path(tempfile.mkdtemp(prefix="rettematch-open-"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OPEN_FOLDER_VARIABLE, str(folder))
        yield
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in StackSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    assert not [name for name in os.environ if name.endswith("_DATABASE_URL") and not name.startswith("TEST_")]
