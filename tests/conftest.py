"""What every test may use."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.postgres"]

# How long an example takes says how busy the machine is, not whether a property holds.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command that sets logging up writes to what pytest captures, which is closed after the test."""
    before = set(logging.getLogger().handlers)
    disabled = logging.getLogger("uvicorn.access").disabled
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.getLogger("uvicorn.access").disabled = disabled
    root = logging.getLogger()
    root.handlers[:] = [each for each in root.handlers if each in before or type(each) is not logging.StreamHandler]
