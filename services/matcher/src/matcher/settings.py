"""Settings of the matcher, read from the environment."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from matcher.ranking.versions import PointVersions, read_versions


class MatcherSettings(BaseSettings):
    """`MATCHER_DATABASE_URL` and so on."""

    model_config = SettingsConfigDict(env_prefix="MATCHER_")

    database_url: str = Field(repr=False)
    owner_database_url: str | None = Field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = Field(default=8001, ge=1, le=65535)
    case_api_url: str
    client_id: str = "matcher"
    client_secret: str = Field(repr=False)
    pool_size: int = Field(default=10, ge=2)
    feed_wait_seconds: int = Field(default=5, ge=1, le=30)
    compiled_search: bool = True
    """False: the reference in numpy answers, with the same lists."""
    stale_after_seconds: float = Field(default=30, gt=0)
    """A catalogue that has not been known complete for this long is flagged in every answer."""
    drift_check_seconds: float = Field(default=3600, ge=0)
    """Between comparisons of all places with the case API's; the first is made when the feed has been read once."""
    learned_points_folder: Path | None = None
    """Where a training has put learned versions of the points (docs/model-card.md)."""
    learned_points: dict[str, str] = Field(default_factory=dict)
    """The learned version by municipality code, as JSON: `{"0706": "learned-2026-11-23"}`. Empty: hand-set points."""
    simulated_points_allowed: bool = False
    """For demonstrations: a version learned from made-up outcomes may be used."""
    stable_municipalities: frozenset[str] = frozenset()
    """Codes of the municipalities that prefer a stable assignment to the one with most proposals."""
    accepted_seats_held_days: int = Field(default=14, ge=0, le=90)
    """How long an accepted proposal keeps its seat out of further assignments, unless the place changes before."""

    def versions(self) -> PointVersions:
        """The versions of the points, and which municipality has chosen a learned one.

        Raises:
            UnusableVersionError, ValidationError: as `read_versions`.
        """
        return read_versions(self.learned_points_folder, self.learned_points, simulated=self.simulated_points_allowed)


class MigrationSettings(BaseSettings):
    """What `matcher migrate` needs."""

    model_config = SettingsConfigDict(env_prefix="MATCHER_")

    database_url: str = Field(repr=False)
    owner_database_url: str | None = Field(default=None, repr=False)
