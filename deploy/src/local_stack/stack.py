"""The whole product on one machine, from nothing to ready and back to nothing."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

from local_stack.applied import is_applied, mark_applied, migrations_folder
from local_stack.console import Console
from local_stack.databases import SERVICES, ServiceDatabase, ServiceName, ensure_databases
from local_stack.environment import issuer_environment, service_environments, without_owner
from local_stack.issuer import check_allowed
from local_stack.ports import check_ports
from local_stack.postgres import EmbeddedPostgres
from local_stack.processes import Child, ProcessManager
from local_stack.programs import PROGRAMS, program
from local_stack.settings import StackSettings
from local_stack.state import StateFolder
from local_stack.tokens import DEMONSTRATION_MUNICIPALITY, Issuer
from rettematch.clock import Clock, system_clock


class Stack:
    """A running stack as its user sees it: addresses, tokens and a console. Nothing in it reaches past HTTP."""

    def __init__(
        self, settings: StackSettings, state: StateFolder, console: Console, clock: Clock = system_clock
    ) -> None:
        self.settings = settings
        self.state = state
        self.console = console
        self.clock = clock
        self._issuer = Issuer(settings.issuer_url, state.issuer_key())

    @property
    def case_api_url(self) -> str:
        return self.settings.url("case_api")

    @property
    def matcher_url(self) -> str:
        return self.settings.url("matcher")

    @property
    def notifier_url(self) -> str:
        return self.settings.url("notifier")

    def now(self) -> datetime:
        return self.clock()

    def token(self, role: str, *, municipality: str = DEMONSTRATION_MUNICIPALITY, number: int = 1) -> str:
        """A user's access token; roles and subjects as local_stack.tokens says."""
        return self._issuer.user_token(role, now=self.clock(), municipality=municipality, number=number)


@contextmanager
def administrator(
    settings: StackSettings, state: StateFolder, console: Console
) -> Iterator[tuple[str, EmbeddedPostgres | None]]:
    """The URL of an administrator on the server to use, and the server itself when it is the embedded one."""
    if not settings.is_embedded:
        yield settings.database_url, None
        return
    server = EmbeddedPostgres(state.postgres, report=console.say)
    with console.step("starting PostgreSQL"):
        url = server.start()
    try:
        yield url, server
    finally:
        server.stop()


async def databases_of(
    settings: StackSettings, state: StateFolder, admin_url: str
) -> dict[ServiceName, ServiceDatabase]:
    """The databases as they were given, or made on the administrator's server."""
    return settings.given_databases() or await ensure_databases(admin_url, state.role_password)


async def _migrate(
    manager: ProcessManager,
    console: Console,
    databases: Mapping[ServiceName, ServiceDatabase],
    environments: Mapping[ServiceName, Mapping[str, str]],
) -> None:
    """Brings the databases up to date, all at once, and leaves alone those that are."""

    async def migrate(service: ServiceName) -> None:
        name, database = PROGRAMS[service], databases[service]
        command = (program(name), "migrate")
        await manager.run_to_end(Child(f"{name} migrate", command, environments[service]))
        await mark_applied(database, migrations_folder(database))

    behind = [
        service
        for service, database in databases.items()
        if not await is_applied(database, migrations_folder(database))
    ]
    if not behind:
        return
    with console.step(f"migrating {', '.join(PROGRAMS[service] for service in behind)}"):
        try:
            async with asyncio.TaskGroup() as group:
                for service in behind:
                    group.create_task(migrate(service))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None  # the first that failed; the others were stopped for it


async def start_children(
    manager: ProcessManager,
    settings: StackSettings,
    state: StateFolder,
    console: Console,
    databases: Mapping[ServiceName, ServiceDatabase],
) -> None:
    """Migrates, starts everything in the order of who needs whom, and waits until all are ready.

    Raises:
        ChildError: names the child that failed.
    """
    environments = service_environments(settings, state, databases)
    await _migrate(manager, console, databases, environments)
    children = [
        Child(
            "issuer",
            (program("local-stack"), "issuer"),
            issuer_environment(settings, state),
            ready_url=f"{settings.issuer_url}/ready",
        )
    ]
    children += [
        Child(
            PROGRAMS[service],
            (program(PROGRAMS[service]), "serve"),
            without_owner(environments[service]),
            ready_url=f"{settings.url(service)}/ready",
            # Without the matcher the work goes on with unranked lists (docs/security.md D7).
            restart=service == "matcher",
        )
        for service in SERVICES
    ]
    worker = (program("notifier"), "work")
    children.append(Child("notifier work", worker, without_owner(environments["notifier"]), restart=True))
    with console.step("starting the services"):
        for child in children:
            await manager.start(child)
        await manager.wait_until_ready(settings.rettematch_ready_seconds)


def check_before(settings: StackSettings) -> None:
    """What can be said before anything is started.

    Raises:
        SettingsError, IssuerRefusedError, PortError: with what to change.
    """
    settings.given_databases()
    check_allowed(settings)
    check_ports(settings.ports())


@asynccontextmanager
async def children_running(
    settings: StackSettings, state: StateFolder, console: Console, admin_url: str, managers: list[ProcessManager]
) -> AsyncIterator[ProcessManager]:
    """Everything but PostgreSQL, ready; stopped at the end whatever happens. The manager is put in `managers`."""
    manager = ProcessManager(console)
    managers.append(manager)
    try:
        with console.step("making sure of the databases"):
            databases = await databases_of(settings, state, admin_url)
        await start_children(manager, settings, state, console, databases)
        yield manager
    finally:
        await manager.stop()
