"""Staff who do what they are reminded of, each working day, before the next one begins."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from bench.simulation.course import Course, working_day
from bench.simulation.office import Office, Who
from rettematch.clock import COPENHAGEN
from rettematch.contracts.cases import EventKind
from rettematch.programmes.definitions import Programme
from rettematch.programmes.parameters import Agreed, Cadence, Checklist, Choice, Deadline, Gap, Quantity
from rettematch.programmes.vocabulary import Derived, Happening

_LEADER: Final = Who("team-leader")
Record = Callable[[Course, Who, tuple[str, ...]], Awaitable[None]]


class UnfulfilledError(RuntimeError):
    """Staff did what a reminder asks, and the reminder is still there."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one reminder asks for."""

    happening: Happening | None
    """None: a contact of the job broker with the citizen."""
    items: tuple[str, ...] = ()
    fulfils: UUID | None = None
    placement_id: str | None = None


@dataclass
class Staff:
    """Everybody in the office, and what they neglect.

    Args:
        office: Where they work.
        programme: As it holds in the municipality.
        records: How a kind of event is recorded that has a place of its own.
        neglected: Ids of rules that nobody acts on.
    """

    office: Office
    programme: Programme
    records: Mapping[EventKind, Record]
    neglected: Collection[str] = ()
    reminders: int = 0
    _by_id: dict[str, Who] = field(default_factory=dict)

    async def work(self, day: date, courses: Mapping[str, Course]) -> None:
        """Acts on every reminder that is due, and on what falls due before the next working day begins.

        Raises:
            UnfulfilledError: acting on one did not fulfil it.
        """
        self._by_id = {staff_id: who for who, staff_id in self.office.staff.items()}
        tomorrow = datetime.combine(working_day(day + timedelta(days=1)), time(9), COPENHAGEN)
        acted: set[tuple[str, str]] = set()
        while found := await self._reminders(tomorrow, courses):
            again = [each for each in found if _name(each) in acted and each["status"] != "planned"]
            if again:
                raise UnfulfilledError(f"{day}: {sorted(each['key'] for each in again)[:5]}")
            by_case: defaultdict[str, list[Any]] = defaultdict(list)
            for each in found:
                if _name(each) not in acted:
                    by_case[each["case_id"]].append(each)
            if not by_case:
                return
            for case_id, asked in by_case.items():
                await self._act(courses[case_id], asked)
                acted.update(_name(each) for each in asked)
                self.reminders += len(asked)

    async def _reminders(self, before: datetime, courses: Mapping[str, Course]) -> list[Any]:
        """What a deadline is counted from may lie ahead, and then nothing can be done yet."""
        found = await self.office.pages(
            _LEADER, "/v1/follow-ups", team_id=self.office.team_id, due_before=before.isoformat()
        )
        return [
            each
            for each in found
            if each["case_id"] in courses
            and each["rule_id"] not in self.neglected
            and not (each["status"] == "planned" and isinstance(self._form(each), Deadline))
        ]

    async def _act(self, course: Course, asked: Iterable[Any]) -> None:
        """One conversation covers all that can be covered; what has a record of its own gets one."""
        covered: dict[EventKind, set[str]] = {}
        talks: list[Need] = []
        for each in asked:
            need = self._need(each)
            if not isinstance(need.happening, EventKind):
                talks.append(need)
            elif need.happening in self.records and course.is_open:
                await self.records[need.happening](course, self._responsible(each, course), need.items)
            elif need.happening not in self.records:
                covered.setdefault(need.happening, set()).update(need.items)
        if not course.is_open:  # one of the records has ended the course
            return
        if covered and not talks:
            talks.append(Need(Derived.CONVERSATION))
        by = course.broker if any(each.happening is None for each in talks) else course.caseworker
        for need in talks:
            await self._talk(course, by, need, covered)
            covered = {}

    async def _talk(self, course: Course, by: Who, need: Need, covered: dict[EventKind, set[str]]) -> None:
        always = self._with_each_talk()
        whole = {kind: set(items) for kind, items in always.items() if kind not in self.records}
        for kind, items in covered.items():
            whole.setdefault(kind, set()).update(items)
        await course.talk(
            by,
            fulfils=None if need.fulfils is None else str(need.fulfils),
            with_employer=bool(whole.keys() & {EventKind.COMPANY_FOLLOW_UP, EventKind.ORDINARY_HOURS_RAISED}),
            covered=[self._whole(kind, items) for kind, items in whole.items()],
        )
        for kind in always.keys() & self.records.keys():
            await self.records[kind](course, by, always[kind])

    def _responsible(self, follow_up: Any, course: Course) -> Who:
        return self._by_id.get(follow_up["responsible_id"] or "", course.caseworker)

    def _whole(self, kind: EventKind, items: Collection[str]) -> dict[str, Any]:
        """An event with all that the programme's checklists, choices and numbers ask of it."""
        today = self.office.clock.now.date()
        whole, amount = set(items), None
        for _, checklist in self.programme.with_parameters(Checklist, today):
            if checklist.of is kind:
                whole.update(checklist.wanted)
        for _, choice in self.programme.with_parameters(Choice, today):
            if choice.of is kind and not whole & set(choice.options):
                whole.update(choice.options[: choice.count])
        for _, quantity in self.programme.with_parameters(Quantity, today):
            if quantity.of is kind and not quantity.counted:
                amount = quantity.at_most if quantity.at_least is None else quantity.at_least
        return {"kind": kind, "items": sorted(whole), "amount": amount}

    def _with_each_talk(self) -> dict[EventKind, tuple[str, ...]]:
        """What the programme asks for whenever there is a conversation."""
        return {
            deadline.of: deadline.items
            for rule, deadline in self.programme.with_parameters(Deadline, self.office.clock.now.date())
            if deadline.each
            and Derived.CONVERSATION in deadline.after
            and isinstance(deadline.of, EventKind)
            and rule.id not in self.neglected
        }

    def _need(self, follow_up: Any) -> Need:
        match self._form(follow_up):
            case Cadence(done_by=done_by, items=items):
                return Need(done_by, items)
            case Deadline(of=of, items=items):
                return Need(of, items, placement_id=follow_up["placement_id"])
            case Gap():
                return Need(EventKind.ACTIVITY)
            case Agreed():
                return Need(Derived.CONVERSATION, fulfils=UUID(follow_up["key"].partition(":")[2]))
            case other:
                raise TypeError(f"{follow_up['rule_id']}: {other}")

    def _form(self, follow_up: Any) -> object:
        """The part of a rule that a follow-up comes from: its parameters, or what it states beside them."""
        rule = self.programme.rule(follow_up["rule_id"], self.office.clock.now.date())
        happening = follow_up["key"].partition(":")[0].partition(".")[2]
        for each in rule.also if happening else (rule.parameters,):
            if not happening or happening in {getattr(each, "of", None), getattr(each, "done_by", None)}:
                return each
        raise LookupError(follow_up["key"])


def _name(follow_up: Any) -> tuple[str, str]:
    """Which one it is; a key says it within a case."""
    return follow_up["case_id"], follow_up["key"]
