"""Pure decisions about employers and places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from case_api.employers.schemas import AgreementWrite, Training
from rettematch.contracts.places import CooperationModel
from rettematch.problems import FieldError
from rettematch.programmes.definitions import Programme
from rettematch.programmes.parameters import Checklist

_CLUSTER_WORKPLACES = 2
MENTOR_PROGRAMME = "stv"
"""The programme whose rules know of mentors' training."""
_MENTOR_TRAINING = "stv_mentor_training"
COURSE = "course"
"""The item of rule stv_mentor_training by which a mentor is trained."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat that is taken, both dates included."""

    from_: date
    to: date


def training_faults(rules: Programme, trainings: Iterable[Training], today: date) -> list[FieldError]:
    """What of a mentor's trainings the programme does not know, or has not happened yet (rule stv_mentor_training)."""
    stated = rules.rule(_MENTOR_TRAINING, today).parameters
    known = stated.wanted if isinstance(stated, Checklist) else ()
    faults = []
    for number, training in enumerate(trainings):
        if training.kind not in known:
            expected, danish = "must be one of: " + ", ".join(known), "er ikke et tilbud til virksomhedsmentorer"
            faults.append(FieldError(field=f"body.trainings.{number}.kind", expected=expected, danish=danish))
        if training.on > today:
            expected, danish = "must not be in the future", "må ikke ligge i fremtiden"
            faults.append(FieldError(field=f"body.trainings.{number}.on", expected=expected, danish=danish))
    return faults


def course_day(trainings: Iterable[Training]) -> date | None:
    """The day since which a mentor is trained: that of the first course."""
    return min((each.on for each in trainings if each.kind == COURSE), default=None)


def agreement_faults(write: AgreementWrite) -> list[FieldError]:
    """What a cooperation agreement lacks for its model (rules stv_model_1 and stv_model_4)."""
    faults = []
    if write.seats is None and (write.model is CooperationModel.FIXED_SEATS or write.seat_changes):
        faults.append(
            FieldError(
                field="body.seats",
                expected="is required for an agreement on fixed seats, and where the number of seats changes",
                danish="skal udfyldes, når aftalen gælder faste pladser, eller antallet af pladser ændrer sig",
            )
        )
    if write.model is CooperationModel.CLUSTER:
        if len(set(write.workplaces)) < _CLUSTER_WORKPLACES:
            faults.append(
                FieldError(
                    field="body.workplaces",
                    expected="a cluster must have at least two workplaces",
                    danish="en klynge skal have mindst to arbejdssteder",
                )
            )
        if write.central_mentor_id is None:
            faults.append(
                FieldError(
                    field="body.central_mentor_id",
                    expected="a cluster must have a central mentor or coordinator",
                    danish="en klynge skal have en central mentor eller koordinator",
                )
            )
    return faults


def peak(taken: Iterable[Taken], from_: date, to: date) -> int:
    """The most seats that are taken on any day of a period.

    The most are taken on its first day or on a day on which somebody begins.
    """
    held = [each for each in taken if each.to >= from_ and each.from_ <= to]
    days = {from_} | {each.from_ for each in held if each.from_ > from_}
    return max(sum(1 for each in held if each.from_ <= day <= each.to) for day in days)


def is_open(*, withdrawn: bool, open_until: date | None, today: date) -> bool:
    """Whether a place is still offered."""
    return not withdrawn and (open_until is None or open_until >= today)


def without(taken: Iterable[tuple[UUID, Taken]], placement_id: UUID | None) -> list[Taken]:
    """Taken seats without those of one placement, which is being changed."""
    return [each for owner, each in taken if owner != placement_id]
