"""The matcher lets the case API decide who may have a citizen's places ranked: both must name the same roles."""

from case_api.policies import STAFF_ACTIONS
from matcher.policies import ACTIONS
from tests.matcher.case_api_standin import DISCLOSED_TO


def test_who_may_rank_is_who_gets_the_profile() -> None:
    assert ACTIONS["ranking:make"] == STAFF_ACTIONS["case:disclose-profile"] == DISCLOSED_TO
