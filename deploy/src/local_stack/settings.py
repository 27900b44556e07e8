"""Settings of the stack on one machine, read from the environment. The Makefile passes `make run NAME=VALUE` on."""

from pathlib import Path
from typing import Final

from pydantic import Field, PostgresDsn, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from local_stack.databases import SERVICES, ServiceDatabase, ServiceName

PROJECT_ROOT: Final = Path(__file__).resolve().parents[3]
LOOPBACK: Final = "127.0.0.1"
_URL: Final = TypeAdapter(PostgresDsn)


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and never repeats its value, which may hold a password."""


class StackSettings(BaseSettings):
    """Every setting has the name of its field in capitals."""

    model_config = SettingsConfigDict(extra="ignore")

    case_api_host: str = LOOPBACK
    case_api_port: int = Field(8000, ge=1, le=65535)
    matcher_host: str = LOOPBACK
    matcher_port: int = Field(8001, ge=1, le=65535)
    notifier_host: str = LOOPBACK
    notifier_port: int = Field(8002, ge=1, le=65535)
    issuer_port: int = Field(8003, ge=1, le=65535)

    database_url: str = Field("", repr=False)
    """Of an administrator on PostgreSQL 15 or later, instead of the embedded server."""
    case_api_database_url: str = Field("", repr=False)
    case_api_owner_database_url: str = Field("", repr=False)
    matcher_database_url: str = Field("", repr=False)
    matcher_owner_database_url: str = Field("", repr=False)
    notifier_database_url: str = Field("", repr=False)
    notifier_owner_database_url: str = Field("", repr=False)

    rettematch_state: Path = PROJECT_ROOT / ".state"
    """Where the embedded server's data, the keys and the passwords are kept."""
    rettematch_development_issuer: bool = False
    """Allows the development issuer beside databases that are not the embedded ones."""
    rettematch_ready_seconds: float = Field(60.0, gt=0)
    rettematch_started: float | None = None
    """When the person gave the command, in seconds since 1970; set by the Makefile, to measure the whole set-up."""

    def host(self, service: ServiceName) -> str:
        host: str = getattr(self, f"{service}_host")
        return host

    def port(self, service: ServiceName) -> int:
        port: int = getattr(self, f"{service}_port")
        return port

    def url(self, service: ServiceName) -> str:
        """Where this machine reaches the service, which may listen on all addresses."""
        host = self.host(service)
        reachable = LOOPBACK if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
        return f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{self.port(service)}"

    @property
    def issuer_url(self) -> str:
        return f"http://{LOOPBACK}:{self.issuer_port}"

    def ports(self) -> dict[str, tuple[str, int]]:
        """Host and port of everything that listens, by the setting that names the port."""
        listening = {f"{service.upper()}_PORT": (self.host(service), self.port(service)) for service in SERVICES}
        return {**listening, "ISSUER_PORT": (LOOPBACK, self.issuer_port)}

    def given_databases(self) -> dict[ServiceName, ServiceDatabase]:
        """The databases given one by one, all three or none.

        Raises:
            SettingsError: names what is missing or malformed.
        """
        names = [f"{service}{part}database_url" for service in SERVICES for part in ("_", "_owner_")]
        given = {name: getattr(self, name) for name in names if getattr(self, name)}
        for name, url in {**given, **({"database_url": self.database_url} if self.database_url else {})}.items():
            try:
                _URL.validate_python(url)
            except ValidationError:
                raise SettingsError(
                    f"{name.upper()} must be a URL like postgresql://user:password@host:5432/database"
                ) from None
        if not given:
            return {}
        if missing := [name.upper() for name in names if name not in given]:
            raise SettingsError(f"databases are given one by one, and these are missing: {', '.join(missing)}")
        return {
            service: ServiceDatabase(
                service, owner_url=given[f"{service}_owner_database_url"], app_url=given[f"{service}_database_url"]
            )
            for service in SERVICES
        }

    @property
    def is_embedded(self) -> bool:
        """Whether the stack brings its own PostgreSQL."""
        return not self.database_url and not self.given_databases()


def read_settings() -> StackSettings:
    """The settings in the environment.

    Raises:
        SettingsError: names the first that cannot be used.
    """
    try:
        return StackSettings()
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        raise SettingsError(f"{str(first['loc'][0]).upper()}: {first['msg']}") from None
