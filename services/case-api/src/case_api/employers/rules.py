"""Pure decisions about employers and places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from case_api.employers.schemas import AgreementWrite
from rettematch.contracts.places import CooperationModel
from rettematch.problems import FieldError

_CLUSTER_WORKPLACES = 2


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat that is taken, both dates included."""

    from_: date
    to: date


def agreement_faults(write: AgreementWrite) -> list[FieldError]:
    """What a cooperation agreement lacks for its model (rules stv_model_1 and stv_model_4)."""
    faults = []
    if write.model is CooperationModel.FIXED_SEATS and write.seats is None:
        faults.append(
            FieldError(
                field="body.seats",
                expected="is required for an agreement on fixed seats",
                danish="skal udfyldes, når aftalen gælder faste pladser",
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
