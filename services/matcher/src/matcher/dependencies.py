"""What routes are given, by name."""

from typing import Annotated

from fastapi import Depends, Request

from matcher.assignment.settings import AssignmentSettings
from matcher.catalogue.state import Catalogue
from matcher.ranking.versions import PointVersions
from rettematch.clients.case_api import CaseApiClient
from rettematch.database import Database


async def _case_api(request: Request) -> CaseApiClient:
    client: CaseApiClient = request.app.state.case_api
    return client


async def _catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _versions(request: Request) -> PointVersions:
    versions: PointVersions = request.app.state.versions
    return versions


async def _assigning(request: Request) -> AssignmentSettings:
    settings: AssignmentSettings = request.app.state.assigning
    return settings


CaseApi = Annotated[CaseApiClient, Depends(_case_api)]
Places = Annotated[Catalogue, Depends(_catalogue)]
Versions = Annotated[PointVersions, Depends(_versions)]
Db = Annotated[Database, Depends(_database)]
Assigning = Annotated[AssignmentSettings, Depends(_assigning)]
