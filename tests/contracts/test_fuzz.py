"""Made-up requests against the three services: no server error, answers as documented, every error a problem.

FUZZ_EXAMPLES sets the requests an operation gets; the same number makes the same requests.
"""

import os
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import httpx

from rettematch.contracts.matching import DisclosurePurpose
from tests.case_api.bodies_citizens import A_SKILL, KITCHEN_HELPER
from tests.case_api.bodies_employers import CANTEENS, KITCHEN_ASSISTANT
from tests.case_api.conftest import SYDDJURS, Api, api, issuer, key_file, oidc, staffed
from tests.case_api.world import headers_for, one_of_everything
from tests.contracts.fuzzing import Fuzzed, fuzz
from tests.matcher.conftest import (
    RunningMatcher,
    case_api,
    jwks_file,
    matcher,
    matcher_database,
    matcher_issuer,
    start_matcher,
)
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import small_world, some_profile
from tests.notifier.conftest import Notifier, jwks, notifier, receiver
from tests.notifier.stand_ins import Receiver
from tests.notifier.test_follow_ups import apply, searching

FIXTURES: Final = (api, issuer, key_file, oidc, staffed, case_api, jwks_file, matcher, matcher_database, matcher_issuer)
MORE_FIXTURES: Final = (start_matcher, jwks, notifier, receiver)
EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES", "8"))
VOCABULARY: Final = {
    "postcode": "8410",
    "package": "kitchen",
    "packages": ["kitchen"],
    "occupation": KITCHEN_HELPER,
    "occupations": [KITCHEN_ASSISTANT],
    "skill": A_SKILL,
    "dimension": "lifting",
    "programme": "flere-skal-med-2",
    "industry_code": CANTEENS,
}


async def document(http: httpx.AsyncClient) -> dict[str, Any]:
    served: dict[str, Any] = (await http.get("/openapi.json")).json()
    return served


async def assert_sound(fuzzed: Fuzzed) -> None:
    broken = await fuzz(fuzzed, EXAMPLES)
    assert broken == [], "\n\n".join(broken)
    reached = [name for name, statuses in fuzzed.answers.items() if min(statuses) < 300]
    assert len(reached) > len(fuzzed.answers) / 2, "made-up requests that are all refused show little"


async def test_case_api(api: Api) -> None:
    ids = await one_of_everything(api, SYDDJURS)

    def headers(operation: str) -> dict[str, str]:
        method, _, path = operation.partition(" ")
        return headers_for(api, method, path)

    await assert_sound(Fuzzed(api.http, await document(api.http), headers, ids | VOCABULARY))


async def test_matcher(matcher: RunningMatcher) -> None:
    places = small_world(1, 30)
    matcher.case_api.publish(*places)
    await matcher.caught_up()
    case_id = str(matcher.case_of(some_profile(1, places[:5])))
    run = await matcher.call("POST", "/v1/rankings", json={"case_id": case_id})
    team_id = uuid4()
    for purpose in DisclosurePurpose:
        matcher.case_api.waiting[team_id, purpose] = [profile_with(seed) for seed in range(5)]
    assigned = (await matcher.call("POST", "/v1/assignments", json={"team_id": str(team_id)})).json()
    known = {
        "case_id": case_id,
        "run_id": run.json()["run_id"],
        "place_id": str(places[0].place_id),
        "team_id": str(team_id),
        "assignment_id": assigned["assignment_id"],
        "subject": assigned["proposals"][0]["subject"],
        "package_id": "kitchen",
    }
    token = matcher.issuer.user_token("job-broker", now=datetime.now(UTC))

    def headers(_: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {token}"}

    await assert_sound(Fuzzed(matcher.http, await document(matcher.http), headers, known))


async def test_notifier(notifier: Notifier, receiver: Receiver) -> None:
    facts = searching()
    await apply(notifier, facts)
    endpoint = await notifier.register(receiver.url)
    tested = await notifier.call("POST", f"/v1/endpoints/{endpoint['id']}/test")
    known = {
        "url": receiver.url,
        "case_id": str(facts.case_id),
        "endpoint_id": endpoint["id"],
        "delivery_id": tested.json()["delivery_id"],
    }

    def headers(_: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {notifier.tokens['broker']}"}

    await assert_sound(Fuzzed(notifier.http, await document(notifier.http), headers, known))
