"""The forms in which the rows of the law state their figures."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rettematch.contracts.base import Scheme
from rettematch.programmes.parameters import Form, Slug
from rettematch.programmes.periods import Span


class WeeklyHours(Form):
    """The most hours a week."""

    type: Literal["weekly-hours"]
    at_most: Annotated[float, Field(gt=0)]


class Internship(Form):
    """Lengths of an internship in weeks; without `groups` it holds for every group that no other row names."""

    type: Literal["internship"]
    first_weeks: Annotated[int, Field(ge=1)]
    extended_weeks: int | None = None
    further_weeks: int | None = None
    groups: tuple[str, ...] = ()


class Access(Form):
    """Who has a right to an internship that they found themselves, and what its agreement must state."""

    type: Literal["access"]
    self_found_groups: tuple[Slug, ...]
    not_self_found_groups: tuple[Slug, ...]
    agreement_states: tuple[Slug, ...]
    specific_purposes: int


class Band(Form):
    """One supported person for every so many ordinary staff, up to a number of staff (null: no end)."""

    up_to: Annotated[float | None, Field(gt=0)] = None
    one_for_every: Annotated[float, Field(gt=0)]


class Ratio(Form):
    """How many supported full-time persons a workplace may have for its ordinary full-time staff."""

    type: Literal["ratio"]
    full_time_hours: Annotated[float, Field(gt=0)]
    at_least: Annotated[float, Field(ge=0)]
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    schemes: frozenset[Scheme]

    @model_validator(mode="after")
    def _bands_rise(self) -> Self:
        ends = [band.up_to for band in self.bands]
        closed = [end for end in ends if end is not None]
        if ends[-1] is not None or len(closed) != len(ends) - 1 or closed != sorted(set(closed)):
            raise ValueError("bands must rise, and only the last one is open")
        return self


class StaffBase(Form):
    """Which staff do not count as ordinary."""

    type: Literal["staff-base"]
    excluded: tuple[Slug, ...]


class Length(Form):
    """How long something may or must last, for some groups and one sector (empty or null: for all)."""

    name: Slug
    at_most: Span | None = None
    at_least: Span | None = None
    groups: tuple[Slug, ...] = ()
    sector: Literal["private", "public"] | None = None


class Lengths(Form):
    """Lengths in time; of several that fit, the first one holds."""

    type: Literal["lengths"]
    entries: Annotated[tuple[Length, ...], Field(min_length=1)]

    def for_groups(self, groups: Collection[str], sector: str | None = None) -> Length | None:
        """The first length that names one of the groups (or none at all) and the sector."""
        for each in self.entries:
            if (not each.groups or not set(each.groups).isdisjoint(groups)) and each.sector in {None, sector}:
                return each
        return None


class PriorUnemployment(Form):
    """How long somebody must have been unemployed before a wage subsidy, and who need not have been."""

    type: Literal["prior-unemployment"]
    at_least: Span
    paid_hours: float
    paid_weeks: int
    exempt_over_age: int
    exempt: tuple[Slug, ...]
    no_requirement_groups: tuple[Slug, ...]


class AdditionalEmployment(Form):
    """The additional-employment rule (merbeskæftigelse) of a wage subsidy."""

    type: Literal["additional-employment"]
    average_months: int
    latest_months: int
    vacated_within: Span
    private_level: Literal["cvr"]


class FormerEmployer(Form):
    """The schemes that may not be used at the employer where somebody was last employed."""

    type: Literal["former-employer"]
    schemes: tuple[Scheme, ...]
    owned_by_spouse_too: bool


class EmployeeVoice(Form):
    """The employees' say before a placement."""

    type: Literal["employee-voice"]
    schemes: tuple[Scheme, ...]
    both_sign_from_employees: int


class DutyToWork(Form):
    """Whoever misses either condition has a duty to work (arbejdspligt)."""

    type: Literal["duty-to-work"]
    residence_years: float
    work_years: float
    of_last_years: float
    hours_per_week: float
    counts: tuple[Slug, ...]
    exempt: tuple[Slug, ...]
    asked_of: tuple[Slug, ...] = ()
    stages: Mapping[Slug, date]


class FlexJobTerm(Form):
    """How long a flex job is granted, and when it is looked at."""

    type: Literal["flex-job-term"]
    term: Span
    permanent_from_age: int
    talk_every: Span
    status_after: Span


class Conversations(Form):
    """So many contact conversations for a group within a time, of which some at the job centre."""

    group: Slug
    at_least: Annotated[int, Field(ge=1)]
    within: Span
    at_jobcentre: int | None = None
    first_within: Span | None = None


class ContactConversations(Form):
    """The contact conversations that the law asks for."""

    type: Literal["contact-conversations"]
    entries: Annotated[tuple[Conversations, ...], Field(min_length=1)]
    share: Annotated[float, Field(gt=0, le=100, description="Percent of each group who must have them.")] = 100
    exempt: tuple[Slug, ...] = ()
    intensified_by: Span | None = None


class Rate(Form):
    """An amount or a percentage; rates change each year."""

    name: Slug
    value: float
    unit: Annotated[str, Field(min_length=1)]
    year: int | None = None


class Rates(Form):
    """Amounts, shown with the year they were true."""

    type: Literal["rates"]
    entries: Annotated[tuple[Rate, ...], Field(min_length=1)]


class Changes(Form):
    """What the law changed from which day: true when it exists from then on, false when it is abolished."""

    type: Literal["changes"]
    entries: Mapping[Slug, bool]
    dates: Mapping[Slug, date]
    figures: Mapping[Slug, float] = Field(default={})

    @model_validator(mode="after")
    def _dates_are_of_entries(self) -> Self:
        if not set(self.dates) <= set(self.entries):
            raise ValueError("dates must be of entries")
        return self


class Principle(Form):
    """What the law allows (true) or forbids (false), subject by subject, and the figures that go with it."""

    type: Literal["principle"]
    allowed: Mapping[Slug, bool]
    figures: Mapping[Slug, float] = Field(default={})


Statutory = (
    WeeklyHours
    | Internship
    | Access
    | Ratio
    | StaffBase
    | Lengths
    | PriorUnemployment
    | AdditionalEmployment
    | FormerEmployer
    | EmployeeVoice
    | DutyToWork
    | FlexJobTerm
    | ContactConversations
    | Rates
    | Changes
    | Principle
)
