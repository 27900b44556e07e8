"""Settings of the case API, read from the environment."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class CaseApiSettings(BaseSettings):
    """`CASE_API_DATABASE_URL` and so on."""

    model_config = SettingsConfigDict(env_prefix="CASE_API_")

    database_url: str
    owner_database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    key_file: Path
    operator_subjects: str = ""
    """Subjects, separated by commas, that may create municipalities and see nothing else."""
    pool_size: int = 10
    rules_folder: Path | None = None
    """With a file for each municipality that adds or tightens rules of the programmes: `0706.toml`."""
    replan_seconds: Annotated[float, Field(gt=0)] = 1.0
    """How often a process looks for cases whose follow-ups time alone has moved on."""

    smallest_count_shown: Annotated[int, Field(ge=0, le=100)] = 5
    """In reports: a count from 1 up to, but without, this number is hidden outside the reader's own team."""

    @property
    def operators(self) -> frozenset[str]:
        return frozenset(subject.strip() for subject in self.operator_subjects.split(",") if subject.strip())


class IdentifierSettings(BaseSettings):
    """Whether synthetic CPR numbers are accepted: only for demonstration and test."""

    model_config = SettingsConfigDict(env_prefix="RETTEMATCH_")

    synthetic_identifiers: bool = False
