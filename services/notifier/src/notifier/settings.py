"""Settings of the notifier, read from the environment."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class NotifierSettings(BaseSettings):
    """`NOTIFIER_DATABASE_URL` and so on. Times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="NOTIFIER_")

    database_url: str = Field(repr=False)
    owner_database_url: str | None = Field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 8002
    case_api_url: str
    client_secret: str = Field(repr=False)
    key_file: Path
    allow_local_endpoints: bool = False
    """Lets endpoints on this machine's loopback address be registered, over http too. For demonstration and test."""
    link_base_url: str = "http://127.0.0.1:8000/v1"
    """What the link in a message begins with; the case's path follows."""
    pool_size: int = 10
    retry_seconds: tuple[float, ...] | None = None
    """Waits before each attempt instead of those in deliveries/retry.toml, as a JSON list."""
    retry_floor_seconds: float | None = None
    """The shortest wait after a receiver said that it is overloaded, instead of the one in deliveries/retry.toml."""
    tick_seconds: float = 60
    """How often planner and reconciler look, at the least."""
    grace_seconds: float = 25
    """How long deliveries under way may take when the worker is told to stop."""
