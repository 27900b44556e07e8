"""The local baseline of a group: where its share stood when the municipality began, or the national share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from case_api.context import Work
from case_api.measurements.models import MeasurementRow
from case_api.measurements.rules import groups
from case_api.measurements.schemas import BaselineRead, Baselines
from rettematch.programmes.findings import danish_word
from rettematch.programmes.measures import national_baseline

SHARE_RULE = "stv_share_increase"
_PROGRAMME = "stv"


@dataclass(frozen=True, slots=True)
class Baseline:
    """A share in percent; `measured_on` and `source` are None when it is the national one."""

    group: str
    value: float
    measured_on: date | None = None
    source: str | None = None

    @property
    def is_national(self) -> bool:
        return self.measured_on is None


async def baselines_on(work: Work, on: date) -> Mapping[str, Baseline]:
    """What each group's share is compared with by rule stv_share_increase, for the groups of which it is known.

    The latest local baseline of the municipality that was measured by the day, else the national share of the day.
    """
    rules, local = work.programme(_PROGRAMME), await _local(work, on)
    found = {}
    for group in groups(rules, on):
        national = national_baseline(rules, group, on)
        if group in local:
            found[group] = local[group]
        elif national is not None:
            found[group] = Baseline(group, national)
    return found


async def baseline_of(work: Work, group: str, on: date) -> Baseline | None:
    """The baseline of one group; None when neither a local nor a national share is known."""
    return (await baselines_on(work, on)).get(group)


async def read_baselines(work: Work, on: date | None) -> Baselines:
    """The baseline of every group that the programme counts shares for; today's when `on` is None."""
    day = on or work.today
    rules, found = work.programme(_PROGRAMME), await baselines_on(work, day)
    return Baselines(
        rule_id=SHARE_RULE,
        rule=rules.rule(SHARE_RULE, day).danish,
        on=day,
        items=[_read(group, found.get(group), national_baseline(rules, group, day)) for group in groups(rules, day)],
    )


def _read(group: str, found: Baseline | None, national: float | None) -> BaselineRead:
    return BaselineRead(
        group=group,
        danish=danish_word(group),
        value=None if found is None else found.value,
        national=found is not None and found.is_national,
        measured_on=None if found is None else found.measured_on,
        source=None if found is None else found.source,
        national_value=national,
    )


async def _local(work: Work, on: date) -> Mapping[str, Baseline]:
    statement = (
        select(MeasurementRow)
        .where(
            col(MeasurementRow.rule_id) == SHARE_RULE,
            col(MeasurementRow.baseline),
            col(MeasurementRow.team_id).is_(None),
            col(MeasurementRow.measured_on) <= on,
        )
        .order_by(col(MeasurementRow.measured_on), col(MeasurementRow.id))
    )
    rows = (await work.session.exec(statement)).all()
    return {row.cohort: Baseline(row.cohort, row.value, row.measured_on, row.source) for row in rows if row.cohort}
