"""Outcomes and run records put together, without a citizen in either."""

from uuid import UUID

import pytest

from matcher.learning.plan import the_plan
from matcher.learning.recorded import RunParts, label, parts_of_run, read_outcomes
from matcher.ranking.answers import rank
from matcher.ranking.points import Weights
from matcher.ranking.schemas import RankingRequest
from matcher.ranking.versions import PointVersions
from rettematch.contracts.base import Scheme
from rettematch.contracts.outcomes import RecordedOutcome
from rettematch.contracts.places import PaidHoursProspect
from rettematch.identifiers import uuid7
from tests.matcher.learning.worlds import BASE, SPACE
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.test_reasons import open_place
from tests.matcher.ranking.worlds import columns_of

ROW = the_plan().outcome
RUN = UUID(int=1)
PLACE = open_place(paid_hours_prospect=PaidHoursProspect.LIKELY, has_mentor=True)


def outcome(days: int | None, observed: int, run: UUID = RUN, place: UUID = PLACE.place_id) -> RecordedOutcome:
    return RecordedOutcome(run_id=run, place_id=place, days_to_ordinary_hours=days, days_observed=observed)


def answered() -> RunParts:
    profile = profile_with(goals=(), packages=(), skills=(), schemes=tuple(Scheme), avoided_employers=())
    return parts_of_run(rank(profile, columns_of([PLACE]), BASE, RankingRequest(case_id=uuid7())))


@pytest.mark.parametrize(
    ("days", "observed", "known"),
    [(182, 182, True), (0, 400, True), (183, 400, False), (None, 182, False), (None, 181, None), (10, 181, None)],
)
def test_ordinary_hours_within_26_weeks_count_once_26_weeks_have_passed(
    days: int | None, observed: int, known: bool | None
) -> None:
    assert label(outcome(days, observed), ROW) is known


def test_the_facts_come_from_the_parts_of_the_run() -> None:
    other = uuid7()
    read = read_outcomes(
        [
            outcome(20, 300),
            outcome(None, 300),
            outcome(None, 300, run=other),
            outcome(1, 5),
            outcome(1, 300, place=other),
        ],
        {RUN: answered()},
        PointVersions().named,
        SPACE,
        ROW,
    )
    assert read.left_out == {"no such run": 1, "too early": 1, "place not in the run": 1}
    assert read.outcomes.ordinary_hours.tolist() == [True, False]
    assert read.outcomes.places.tolist() == [0, 0]
    assert read.outcomes.codes[0, 2:5].tolist() == [2, 0, 1]
    assert read.outcomes.codes[0].tolist() == read.outcomes.codes[1].tolist()


def test_a_run_under_a_version_that_is_gone_is_left_out() -> None:
    def gone(_: str) -> Weights | None:
        return None

    read = read_outcomes([outcome(20, 300)], {RUN: answered()}, gone, SPACE, ROW)
    assert len(read.outcomes) == 0
    assert read.left_out == {"points do not tell the facts": 1}
    assert read.outcomes.codes.shape == (0, 9)
