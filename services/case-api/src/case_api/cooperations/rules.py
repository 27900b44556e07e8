"""Pure decisions about cooperations: how one stands on a day, and which seats are to be refilled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from case_api.cooperations.seats import Period, Stay, period_on, planned_on, taken_on, vacated
from rettematch.contracts.places import CooperationModel
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.findings import Finding
from rettematch.programmes.measures import CooperationState, Measurement, cooperation, judge
from rettematch.programmes.parameters import Cooperation as CooperationForm

PROGRAMME: Final = "stv"
MODEL_RULES: Final[Mapping[CooperationModel, str]] = {
    CooperationModel.FIXED_SEATS: "stv_model_1",
    CooperationModel.PRE_AGREED_SEATS: "stv_model_2",
    CooperationModel.APPROACHED_ON_MATCH: "stv_model_3",
    CooperationModel.CLUSTER: "stv_model_4",
}
CONTACT_RULE: Final = "stv_fixed_jobcentre_contact"


@dataclass(frozen=True, slots=True)
class Mentor:
    """An active company mentor; `trained_on` is the day of the first course, None without one."""

    contact_id: UUID
    employer_id: UUID
    workplace_id: UUID | None
    trained_on: date | None

    def is_trained(self, on: date) -> bool:
        return self.trained_on is not None and self.trained_on <= on


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """A place under a cooperation."""

    place_id: UUID
    workplace_id: UUID
    seats: int
    open_from: date
    open_until: date | None
    withdrawn: bool
    mentor_id: UUID | None
    stays: tuple[Stay, ...]

    def is_offered(self, on: date) -> bool:
        """Whether the employer offers it on a day; one that is withdrawn by now counts for no day."""
        return not self.withdrawn and self.open_from <= on and (self.open_until is None or on <= self.open_until)


@dataclass(frozen=True, slots=True)
class CooperationFacts:
    """All that a cooperation's state is worked out from; `mentors` are those of the employers of its workplaces."""

    agreement_id: UUID
    employer_id: UUID
    model: CooperationModel
    periods: tuple[Period, ...]
    workplaces: tuple[UUID, ...]
    places: tuple[HeldPlace, ...]
    mentors: Mapping[UUID, Mentor]
    central_mentor_id: UUID | None
    jobcentre_contact_id: UUID | None
    """None when nobody is named, or the one who is has left."""

    @property
    def rule_id(self) -> str:
        return MODEL_RULES[self.model]


@dataclass(frozen=True, slots=True)
class Standing:
    """A cooperation on a day. `state` is what the rule of its model judges."""

    in_force: bool
    state: CooperationState
    taken: int
    mentors: tuple[Mentor, ...]


@dataclass(frozen=True, slots=True)
class Refill:
    """A fixed seat that a placement has left, and nobody has taken again."""

    agreement_id: UUID
    employer_id: UUID
    workplace_id: UUID
    place_id: UUID
    jobcentre_contact_id: UUID | None
    free_since: date


def standing(facts: CooperationFacts, on: date) -> Standing:
    """How a cooperation stands on a day, as it is known now; outside its term it has no seats."""
    period = period_on(facts.periods, on)
    offered = [place for place in facts.places if place.is_offered(on)]
    mentors = _mentors(facts, offered)
    with_mentor = {workplace for workplace in facts.workplaces if _has_mentor(facts, offered, workplace)}
    state = CooperationState(
        model_rule_id=facts.rule_id,
        seats=0 if period is None else _seats(facts, offered, period),
        ended_and_not_refilled=len(vacancies(facts, on)),
        mentors_trained=bool(mentors) and all(each.is_trained(on) for each in mentors),
        workplaces=len(facts.workplaces),
        workplaces_with_mentor=len(with_mentor),
        central_mentors=int(facts.central_mentor_id in facts.mentors),
    )
    taken = sum(taken_on(place.stays, on) for place in facts.places)
    return Standing(period is not None, state, taken, mentors)


def _seats(facts: CooperationFacts, offered: Sequence[HeldPlace], period: Period) -> int:
    """The agreed seats; where none are agreed on, those of its places, and none where the model keeps none."""
    if period.seats is not None:
        return period.seats
    return 0 if facts.model is CooperationModel.APPROACHED_ON_MATCH else sum(place.seats for place in offered)


def _mentors(facts: CooperationFacts, offered: Sequence[HeldPlace]) -> tuple[Mentor, ...]:
    """Who stands as mentor at one of its places, works as one at one of its workplaces, or is the central one."""
    named = {place.mentor_id for place in offered} | {facts.central_mentor_id}
    found = [
        each
        for each in facts.mentors.values()
        if each.contact_id in named or (each.workplace_id is not None and each.workplace_id in facts.workplaces)
    ]
    return tuple(sorted(found, key=lambda each: each.contact_id))


def _has_mentor(facts: CooperationFacts, offered: Sequence[HeldPlace], workplace_id: UUID) -> bool:
    at_places = {place.mentor_id for place in offered if place.workplace_id == workplace_id}
    return any(each.workplace_id == workplace_id or each.contact_id in at_places for each in facts.mentors.values())


def vacancies(facts: CooperationFacts, on: date) -> list[tuple[date, HeldPlace]]:
    """The seats that placements have left, the longest free first; never more than are agreed on and not taken."""
    period = period_on(facts.periods, on)
    if period is None:
        return []
    offered = [place for place in facts.places if place.is_offered(on)]
    found = [(since, place) for place in offered for since in vacated(place.stays, place.seats, on)]
    held = sum(taken_on(place.stays, on) + planned_on(place.stays, on) for place in facts.places)
    room = max(0, _seats(facts, offered, period) - held)
    return sorted(found, key=lambda each: (each[0], each[1].place_id))[:room]


def findings(programme: Programme, facts: CooperationFacts, on: date) -> tuple[Finding, ...]:
    """Where a cooperation departs from its model or has no fixed contact in the job centre; none outside its term.

    Raises:
        UnknownRuleError: the models were not in force on the day.
    """
    found = standing(facts, on)
    if not found.in_force:
        return ()
    contacts = Measurement(CONTACT_RULE, float(facts.jobcentre_contact_id is not None), on)
    return (*cooperation(programme, found.state, on), *judge(programme, contacts))


def refills(programme: Programme, facts: CooperationFacts, on: date) -> Iterator[Refill]:
    """The seats to refill, the longest free first; none when the model leaves a seat empty."""
    if _keeps_seats(programme.rule(facts.rule_id, on)):
        for since, place in vacancies(facts, on):
            yield Refill(
                facts.agreement_id,
                facts.employer_id,
                place.workplace_id,
                place.place_id,
                facts.jobcentre_contact_id,
                since,
            )


def _keeps_seats(rule: Rule) -> bool:
    return isinstance(rule.parameters, CooperationForm) and rule.parameters.refill
