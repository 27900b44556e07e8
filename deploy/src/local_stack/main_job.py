"""The main job of the product over HTTP, from a new citizen to the reminder that reaches the job broker.

Every step is done by whoever does it in a job centre, with that person's own token, and every wait has an end.
"""

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx

from local_stack import main_job_bodies as bodies
from local_stack.account import Account, RankedPlace, Webhook
from local_stack.main_job_account import Story, told
from local_stack.main_job_services import Answer, MainJobError, Services, checked, until
from local_stack.stack import Stack
from local_stack.webhook_receiver import WebhookReceiver
from rettematch.clock import local_date

CASEWORKER: Final = "caseworker"
CONSULTANT: Final = "job-consultant"
BROKER: Final = "job-broker"
MOST_RANKED: Final = 50
MOST_ASKED: Final = 20
CITIZEN_SECONDS: Final = 10.0
CATALOGUE_SECONDS: Final = 20.0
FOLLOW_UP_SECONDS: Final = 60.0
WEBHOOK_SECONDS: Final = 60.0
DUE: Final = "follow_up.due"
AGREED_RULE: Final = "fsm_agreement"
_CONFLICT: Final = 409
_AWAY: Final = 503


async def run(stack: Stack) -> Account:
    """Does the main job once.

    Raises:
        MainJobError: a step was refused, or did not happen in time.
    """
    now = stack.now().replace(microsecond=0)
    memory = stack.state.path / "main-job.json"
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http, WebhookReceiver() as receiver:
        services = Services(stack, http)
        await _leave_earlier(services, memory, now)
        endpoint = await _register(services, receiver)
        try:
            return await _job(services, receiver, memory, now)
        finally:
            await services.call(BROKER, "DELETE", f"{stack.notifier_url}/v1/endpoints/{endpoint}")


async def _job(services: Services, receiver: WebhookReceiver, memory: Path, now: datetime) -> Account:
    citizen, occupation = await _record_citizen(services, now)
    case = await _open_case(services, citizen["id"], now)
    offered = await _record_place(services, occupation["uri"], now)
    _remember(memory, case=case, place=offered)
    ranking = await _rank(services, case["id"], offered["id"])
    if not ranking["ranking"]:
        raise MainJobError("the matcher ranks no place for the citizen")
    ranked = [each["place_id"] for each in ranking["ranking"]]
    chosen_id = offered["id"] if offered["id"] in ranked else ranked[0]
    chosen = await services.read(CONSULTANT, f"/v1/places/{chosen_id}")
    choice = bodies.choice(ranking["run_id"], ranked.index(chosen_id) + 1)
    agreement = bodies.placement(case["id"], chosen, choice, now, local_date(now))
    placement = await services.make(BROKER, "/v1/placements", agreement)
    _remember(memory, case=case, place=offered, placement=placement)
    begun = time.monotonic()
    follow_ups = await _follow_ups(services, case["id"])
    reminder = await receiver.wait_for(
        lambda message: message.get("type") == DUE and message.get("data", {}).get("case_id") == case["id"],
        WEBHOOK_SECONDS,
    )
    story = Story(
        citizen=citizen,
        occupation=occupation,
        offered_id=offered["id"],
        ranking=ranking,
        chosen=chosen,
        placement=placement,
        follow_ups=follow_ups,
        reminder=None if reminder is None else reminder.message,
        reminder_seconds=time.monotonic() - begun,
    )
    return Account(
        ranking=[RankedPlace.model_validate(each) for each in ranking["ranking"]],
        ask_first=ranking["ask_first"],
        placement_id=placement["id"],
        follow_ups=len(follow_ups),
        webhook=Webhook(delivered=reminder is not None, verified=reminder is not None and reminder.verified),
        lines=await told(story, lambda path: services.read(CONSULTANT, path)),
    )


async def _register(services: Services, receiver: WebhookReceiver) -> str:
    """The job broker's endpoint, before there is anything to be told; its id."""
    answer = await services.call(
        BROKER,
        "POST",
        f"{services.stack.notifier_url}/v1/endpoints",
        {"url": receiver.url, "events": [DUE], "description": "Demonstration"},
    )
    endpoint = checked("the job-broker registers an endpoint", answer)
    receiver.secret = endpoint["secret"]
    return str(endpoint["id"])


async def _record_citizen(services: Services, now: datetime) -> tuple[Answer, Answer]:
    """The caseworker records somebody new, with a job goal that the matcher links; answers citizen and occupation."""
    occupation = await _link(services)

    async def record() -> Answer | None:
        body = bodies.citizen(local_date(now))
        answer = await services.call(CASEWORKER, "POST", f"{services.stack.case_api_url}/v1/citizens", body)
        return None if answer.status_code == _CONFLICT else checked("the caseworker records a citizen", answer)

    citizen = await until("every CPR number drawn was recorded already", CITIZEN_SECONDS, record)
    of = f"/v1/citizens/{citizen['id']}"
    goal = {"rank": 1, "text": bodies.JOB_GOAL, "occupation": occupation["uri"]}
    await services.make(CASEWORKER, f"{of}/job-goals", goal)
    for body in bodies.skills():
        await services.make(CASEWORKER, f"{of}/skills", body)
    for body in bodies.considerations(local_date(now)):
        await services.make(CASEWORKER, f"{of}/considerations", body)
    return citizen, occupation


async def _link(services: Services) -> Answer:
    answer = await services.call(
        CASEWORKER,
        "POST",
        f"{services.stack.matcher_url}/v1/occupations/link",
        {"texts": [bodies.JOB_GOAL], "language": "da", "top": 5},
    )
    results = checked("the caseworker links a job goal", answer)["items"][0]["results"]
    occupation: Answer | None = next((each for each in results if each["kind"] == "occupation"), None)
    if occupation is None:
        raise MainJobError(f"the matcher links no occupation to {bodies.JOB_GOAL!r}")
    return occupation


async def _open_case(services: Services, citizen_id: str, now: datetime) -> Answer:
    """The caseworker opens a case with a job broker; the CV is begun and the citizen is ready."""
    me = {role: (await services.read(role, "/v1/me"))["staff_id"] for role in (CASEWORKER, BROKER)}
    today = local_date(now).isoformat()
    case = {
        "citizen_id": citizen_id,
        "programme": bodies.PROGRAMME,
        "started_on": today,
        "caseworker_id": me[CASEWORKER],
        "job_broker_id": me[BROKER],
        "cv_begun_on": today,
        "ready_on": today,
    }
    return await services.make(CASEWORKER, "/v1/cases", case)


async def _record_place(services: Services, occupation: str, now: datetime) -> Answer:
    """The consultant finds or records the employer with its people, and records what it offers today."""
    today = local_date(now)
    employer = bodies.employer()
    employer = await services.find_or_make(CONSULTANT, "/v1/employers", employer, same="cvr", cvr=bodies.CVR)
    of_employer = {"employer_id": employer["id"]}
    workplace = bodies.workplace(employer["id"], today)
    workplace = await services.find_or_make(CONSULTANT, "/v1/workplaces", workplace, same="p_number", **of_employer)
    contact, mentor = [
        await services.find_or_make(
            CONSULTANT,
            "/v1/contact-persons",
            bodies.contact(employer["id"], workplace["id"], is_mentor=is_mentor),
            same="name",
            **of_employer,
        )
        for is_mentor in (False, True)
    ]
    offer = bodies.place(workplace["id"], contact["id"], mentor["id"], occupation, today)
    return await services.make(CONSULTANT, "/v1/places", offer)


async def _rank(services: Services, case_id: str, place_id: str) -> Answer:
    """The consultant asks for a ranking until the new place is in it, or as it is when the place does not come."""
    last: Answer | None = None
    end = time.monotonic() + CATALOGUE_SECONDS
    wanted = {"case_id": case_id, "k": MOST_RANKED, "options": {"max_ask_first": MOST_ASKED}}

    async def look() -> Answer | None:
        nonlocal last
        answer = await services.call(CONSULTANT, "POST", f"{services.stack.matcher_url}/v1/rankings", wanted)
        if answer.status_code == _AWAY:
            return None
        last = checked("the job-consultant asks for a ranking", answer)
        is_in = any(each["place_id"] == place_id for each in last["ranking"])
        return last if is_in or time.monotonic() > end else None

    return await until("the matcher has read no places yet", 2 * CATALOGUE_SECONDS, look)


async def _follow_ups(services: Services, case_id: str) -> list[Answer]:
    """What the notifier has planned for the case, once the work agreement is among it."""

    async def look() -> list[Answer] | None:
        answer = await services.call(
            BROKER, "GET", f"{services.stack.notifier_url}/v1/follow-ups", case_id=case_id, limit="100"
        )
        listed = checked("the job-broker reads follow-ups", answer)["items"]
        items: list[Answer] = [each for each in listed if each["status"] != "cancelled"]
        return items if any(each["rule_id"] == AGREED_RULE for each in items) else None

    return await until("the notifier planned no follow-ups of the work agreement", FOLLOW_UP_SECONDS, look)


def _remember(memory: Path, **made: Answer) -> None:
    """Keeps the ids of what this run made, for the next one."""
    memory.write_text(json.dumps({name: each["id"] for name, each in made.items()}), encoding="utf-8")


def _remembered(memory: Path) -> dict[str, str]:
    made: dict[str, str] = json.loads(memory.read_text(encoding="utf-8")) if memory.exists() else {}
    return made


async def _leave_earlier(services: Services, memory: Path, now: datetime) -> None:
    """Ends what the run before this one left running, so that its seat and its room under the ratio rule are free."""
    made = _remembered(memory)
    today = local_date(now).isoformat()
    if "placement" in made:
        path = f"/v1/placements/{made['placement']}"
        await services.act_on(BROKER, path, "end", {"ended_on": today, "outcome": "completed"})
    if "case" in made:
        path = f"/v1/cases/{made['case']}"
        await services.act_on(CASEWORKER, path, "close", {"closed_on": today, "outcome": "other"})
    if "place" in made:
        await services.act_on(CONSULTANT, f"/v1/places/{made['place']}", "withdraw")
    _remember(memory)
