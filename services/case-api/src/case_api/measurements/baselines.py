"""The local baseline of a group: where its share stood when the municipality began, or the national share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from case_api.context import Work
from case_api.measurements.models import MeasurementRow
from case_api.measurements.rules import groups, national_of
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


async def baseline_of(work: Work, group: str, on: date) -> Baseline | None:
    """What a group's share is compared with by rule stv_share_increase.

    The latest local baseline of the municipality that was measured by the day; the national share of the day when
    there is none; None when neither is known.
    """
    local = (await _local(work, on)).get(group)
    if local is not None:
        return local
    national = national_baseline(work.programme(_PROGRAMME), group, on)
    return None if national is None else Baseline(group, national)


async def read_baselines(work: Work, on: date | None) -> Baselines:
    """The baseline of every group that the programme counts shares for.

    Raises:
        UnknownRuleError: never for a day that the rules know; the rule has no first day.
    """
    day = on or work.today
    rules = work.programme(_PROGRAMME)
    local, national = await _local(work, day), national_of(rules, day)
    return Baselines(
        rule_id=SHARE_RULE,
        rule=rules.rule(SHARE_RULE, day).danish,
        on=day,
        items=[_read(group, local.get(group), national.get(group)) for group in groups(rules, day)],
    )


def _read(group: str, local: Baseline | None, national: float | None) -> BaselineRead:
    return BaselineRead(
        group=group,
        danish=danish_word(group),
        value=local.value if local is not None else national,
        national=local is None and national is not None,
        measured_on=None if local is None else local.measured_on,
        source=None if local is None else local.source,
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
