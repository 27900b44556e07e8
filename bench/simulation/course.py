"""One citizen's course: what happens in it on which day, by whom, as requests to the case API."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from bench.simulation.market import POSTCODE, STAFF, Offer
from bench.simulation.office import Body, Office, Who
from local_stack.demonstration.law import staff_months
from local_stack.demonstration.vocabulary import names
from rettematch.clock import COPENHAGEN
from rettematch.identifiers import synthetic_cpr
from rettematch.programmes.working_days import is_working_day

Step = Callable[[], Awaitable[None]]
_HOURS_A_DAY: Final = 7.5
_YOUNGEST, _OLDEST = 31, 62


def working_day(day: date) -> date:
    """The day itself, or the next working day."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@dataclass
class Course:
    """A citizen in a programme. `steps` wait for their day; each is run once."""

    office: Office
    random: Random
    offers: list[Offer]
    programme: str
    number: int
    started_on: date
    cohort: str | None = None
    benefit: str = "cash-benefit"
    match_group: str = "activity-ready"
    citizen_id: str = ""
    case_id: str = ""
    placement_id: str | None = None
    placed_until: date = date.max
    offer: Offer | None = None
    is_open: bool = True
    memory: dict[str, str] = field(default_factory=dict)
    steps: list[tuple[date, Step]] = field(default_factory=list)

    @property
    def caseworker(self) -> Who:
        return self.office.of("caseworker", self.number)

    @property
    def broker(self) -> Who:
        return self.office.of("job-broker", self.number)

    @property
    def consultant(self) -> Who:
        return self.office.of("job-consultant", self.number)

    @property
    def mentor(self) -> Who:
        return self.office.of("mentor", self.number)

    @property
    def today(self) -> date:
        return self.office.clock.now.date()

    @property
    def path(self) -> str:
        return f"/v1/cases/{self.case_id}"

    def on(self, day: date, step: Step) -> None:
        """Does something on a day, or on the next working day when it is none."""
        self.steps.append((working_day(day), step))

    async def run(self, day: date) -> None:
        """Everything whose day has come, in the order of the days."""
        while due := sorted((each for each in self.steps if each[0] <= day), key=lambda each: each[0]):
            self.steps.remove(due[0])
            await due[0][1]()

    async def open(self, **changes: Any) -> None:
        """Records the citizen, and opens the case."""
        citizen = await self.office.make(self.caseworker, "/v1/citizens", self._citizen())
        self.citizen_id = citizen["id"]
        await self.office.make(self.caseworker, f"/v1/citizens/{self.citizen_id}/legal-facts", self._legal_facts())
        body: Body = {
            "citizen_id": self.citizen_id,
            "programme": self.programme,
            "started_on": self.started_on.isoformat(),
            "caseworker_id": self.office.staff[self.caseworker],
            "job_broker_id": self.office.staff[self.broker],
            "team_id": self.office.team_id,
            "cohort": self.cohort,
        }
        self.case_id = (await self.office.make(self.caseworker, "/v1/cases", body | changes))["id"]

    def _citizen(self) -> Body:
        given = self.random.choice([*names()["women"], *names()["men"]])
        born = self.started_on - timedelta(days=365 * self.random.randint(_YOUNGEST, _OLDEST) + 30)
        return {
            "cpr": synthetic_cpr(born, self.number + 1),
            "name": f"{given} {self.random.choice(names()['family'])}",
            "postcode": POSTCODE,
            "benefit": self.benefit,
            "benefit_since": self._since(),
            "match_group": self.match_group,
            "danish_spoken": "C2",
            "danish_read": "C2",
            "hours_per_day_max": _HOURS_A_DAY,
            "hours_per_week_max": 37,
            "days": ["mon", "tue", "wed", "thu", "fri"],
            "earliest_start": "07:00",
            "latest_end": "17:00",
            "travel_km": 30,
            "schemes": ["taster", "internship", "wage-subsidy", "ordinary-hours", "flex-job"],
            "packages": ["kitchen"],
        }

    def _legal_facts(self) -> Body:
        return {
            "unemployed_since": self._since(),
            "residence_years": 10,
            "work_years": 4,
            "years_on": self.today.isoformat(),
            "flex_job_before": False,
        }

    def _since(self) -> str:
        return (self.started_on - timedelta(days=500)).isoformat()

    async def event(self, kind: str, *items: str, by: Who | None = None, **changes: Any) -> None:
        """Records an event of today."""
        body = {"kind": kind, "on": self.today.isoformat(), "items": list(items)} | changes
        await self.office.make(by or self.caseworker, f"{self.path}/events", body)

    async def talk(self, by: Who, **changes: Any) -> None:
        """A conversation of this morning with the citizen."""
        body = {
            "held_at": (self.office.clock.now - timedelta(hours=1)).isoformat(),
            "kind": "visit" if self.placement_id else "meeting",
            "with_citizen": True,
            "with_employer": False,
            "agreed": "Vi fortsætter som aftalt.",
        }
        await self.office.make(by, f"{self.path}/conversations", body | changes)

    async def place(self, scheme: str, until: date, hours: float, **changes: Any) -> None:
        """Takes a seat from today, with one follow-up agreed a week later."""
        if self.offer is None or scheme == "internship":
            self.offer = self.random.choice([each for each in self.offers if each is not self.offer])
        visit = datetime.combine(working_day(self.today + timedelta(days=5)), time(10), COPENHAGEN)
        body: Body = {
            "case_id": self.case_id,
            "place_id": self.offer.place_id,
            "scheme": scheme,
            "starts_on": self.today.isoformat(),
            "ends_on": until.isoformat(),
            "hours_per_day": min(hours, _HOURS_A_DAY),
            "hours_per_week": hours,
            "goal": "Ordinære timer på arbejdspladsen.",
            "sub_goals": ["Møde til tiden i fire uger"],
            "tasks": "Lettere opgaver med oplæring.",
            "meeting_times": "Efter aftale på arbejdspladsen",
            "considerations_agreed": [],
            "contact_person_id": self.offer.contact_id,
            "mentor_id": self.offer.contact_id,
            "mentor_tasks": "Tager imod hver morgen.",
            "follow_up_plan": [{"at": visit.isoformat(), "kind": "visit"}],
            "ordinary_hours_planned": True,
            "reason": "Pladsen passer til jobmålet.",
        }
        made = await self.office.make(self.consultant, "/v1/placements", body | changes)
        self.placement_id, self.placed_until = made["id"], until

    async def subsidise(self, until: date) -> None:
        """A wage subsidy where the citizen is: the consultant asks the employer first what the law wants to know."""
        if self.offer is None:
            raise LookupError(self.case_id)
        employer = f"/v1/employers/{self.offer.employer_id}"
        await self.office.change(self.consultant, employer, {"staff_by_month": staff_months(STAFF, self.today)})
        heard_on = (self.today - timedelta(days=3)).isoformat()
        await self.place("wage-subsidy", until, 37, representative_heard_on=heard_on, both_signed_on=heard_on)

    async def leave(self, outcome: str) -> None:
        """Ends the running placement with yesterday, or with the agreed last day before that."""
        if self.placement_id is not None:
            ended_on = min(self.today - timedelta(days=1), self.placed_until)
            body = {"ended_on": ended_on.isoformat(), "outcome": outcome}
            await self.office.act(self.broker, f"/v1/placements/{self.placement_id}", "end", body)
            self.placement_id = None

    def finish(self, day: date, outcome: Callable[[], str], left: str = "completed") -> None:
        """Closes the case on a day, and ends what runs a week before, so that it can be followed up.

        Args:
            day: On which it closes.
            outcome: Asked on that day.
            left: How a running placement ends.
        """

        async def end() -> None:
            how = outcome()
            await self.leave(left)
            self.on(day, lambda: self.close(how))

        self.on(day - timedelta(days=7), end)

    async def close(self, outcome: str) -> None:
        """Closes the case today."""
        await self.office.act(
            self.caseworker, self.path, "close", {"closed_on": self.today.isoformat(), "outcome": outcome}
        )
        self.is_open = False
        self.steps.clear()
