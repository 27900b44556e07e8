"""The run, its profile and the places as they are now, for whoever asks further about a run."""

from dataclasses import dataclass
from uuid import UUID

from matcher.catalogue.columns import Columns
from matcher.catalogue.state import Catalogue
from matcher.explaining.schemas import PlaceStandingAnswer
from matcher.explaining.standing import standing
from matcher.ranking.points import Weights
from matcher.ranking.schemas import CatalogueStatus, RankingRequest
from matcher.ranking.service import CatalogueNotReady
from matcher.ranking.versions import PointVersions
from matcher.runs.replay import points_of
from matcher.runs.schemas import RunRecord
from matcher.runs.service import find_run, profile_of_run
from matcher.whatif.answers import what_if
from matcher.whatif.relaxations import all_relaxations
from matcher.whatif.schemas import WhatIfAnswer
from rettematch.clients.case_api import CaseApiClient
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.staff import Me
from rettematch.database import Database


@dataclass(frozen=True, slots=True)
class Asked:
    """An earlier run once more: its record, its profile, its request, its points, and the places of now."""

    run: RunRecord
    profile: MatchingProfile
    request: RankingRequest
    columns: Columns
    status: CatalogueStatus
    weights: Weights

    @property
    def places_changed(self) -> bool:
        """Whether the places may be others than those of the run."""
        return self.status.cursor != self.run.catalogue_cursor


async def asked_again(
    case_api: CaseApiClient,
    catalogue: Catalogue,
    versions: PointVersions,
    database: Database,
    token: str,
    me: Me,
    run_id: UUID,
) -> Asked:
    """What further questions about a run are answered from; the profile is fetched with the caller's own token.

    Raises:
        NotFound: there is no such run, or it or its citizen is not the caller's to see.
        ProfileDestroyed: the citizen's key is destroyed.
        ProfileChanged: the kept profile is not the run's.
        CaseApiUnavailable: the profile cannot be had.
        PointsMissing: the version of the run's points is not here.
        CatalogueNotReady: the places have not been read yet.
    """
    if not catalogue.usable:
        raise CatalogueNotReady
    run = await find_run(database, me.municipality_code, run_id)
    weights = points_of(run, versions)
    profile = await profile_of_run(case_api, token, run)
    code = profile.municipality_code
    # The case is not known here and nothing asks for it; the request wants one.
    request = RankingRequest.model_validate({"case_id": run_id} | run.request)
    return Asked(run, profile, request, catalogue.of(code), catalogue.status(code), weights)


def what_if_of(asked: Asked) -> WhatIfAnswer:
    """Which single relaxations would open a better place than today's best."""
    result = what_if(asked.profile, asked.columns, asked.weights, asked.request, all_relaxations())
    return WhatIfAnswer(
        run_id=asked.run.run_id,
        run_cursor=asked.run.catalogue_cursor,
        catalogue=asked.status,
        places_changed=asked.places_changed,
        **dict(result),
    )


def standing_of(asked: Asked, place_id: UUID) -> PlaceStandingAnswer:
    """Why a place is, or is not, on the list of the run.

    Raises:
        NotFound: the municipality has no such place.
    """
    listed = next((each for each in asked.run.answer.ranking if each.place_id == place_id), None)
    result = standing(
        asked.profile,
        asked.columns,
        asked.weights,
        place_id,
        k=asked.request.k,
        options=asked.request.options,
        listed=listed,
    )
    return PlaceStandingAnswer(
        run_id=asked.run.run_id,
        run_cursor=asked.run.catalogue_cursor,
        catalogue=asked.status,
        places_changed=asked.places_changed,
        **dict(result),
    )
