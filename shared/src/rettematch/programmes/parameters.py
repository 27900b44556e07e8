"""The forms in which the rules of a programme state their figures: few and general, each with a meaning in the engine.

`items` are slugs: fields of a document, parties of a meeting, options of a choice. What is recorded (CaseEvent.items)
uses the same slugs.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rettematch.contracts.base import Role
from rettematch.contracts.cases import ContactKind
from rettematch.programmes.periods import Span
from rettematch.programmes.vocabulary import Happening, Lasting, Phase

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Form(BaseModel):
    """The base of everything that is read from a definition: frozen, and closed against unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _ForCohorts(Form):
    cohorts: tuple[Slug, ...] = Field(default=(), description="Whom it holds for; empty: everybody.")

    def holds_for(self, cohort: str | None) -> bool:
        return not self.cohorts or cohort in self.cohorts


class Cadence(_ForCohorts):
    """Something that happens once in each period of a phase, done by `responsible`."""

    type: Literal["cadence"]
    phase: Phase
    every: Span
    responsible: Role
    done_by: Happening | None = Field(default=None, description="Null: a contact of the job broker with the citizen.")
    items: tuple[Slug, ...] = Field(default=(), description="What must be covered for it to count.")
    shortest_remainder: Span | None = Field(
        default=None, description="A period cut short by the phase's planned end counts from this length; null: never."
    )
    at_least: Span | None = None
    at_most: Span | None = None


class Agreed(Form):
    """Follow-ups at the times that a work agreement states."""

    type: Literal["agreed"]
    late_after: Span
    responsible: Role


class Deadline(_ForCohorts):
    """Something that must be done once after something else; with `each`, after every time that happens.

    `within` counts from the day on which one of `after` happens; null: on the day itself, for the source says "at" or
    "as soon as possible" and gives no number.
    """

    type: Literal["deadline"]
    after: Annotated[tuple[Happening, ...], Field(min_length=1)]
    when: tuple[Slug, ...] = Field(default=(), description="Only when what happened covered these.")
    of: Happening
    items: tuple[Slug, ...] = ()
    within: Span | None = None
    earliest_day: Annotated[int, Field(ge=1, description="1: the day of `after` itself counts.")] = 1
    each: bool = False
    responsible: Role


class Precondition(_ForCohorts):
    """Something that must stand before (or on the day that) something else happens."""

    type: Literal["precondition"]
    of: Happening
    when: tuple[Slug, ...] = ()
    needs: Happening
    items: tuple[Slug, ...] = ()


class Gap(_ForCohorts):
    """The longest stretch of a course without any of what `counts` names (an activity: placements count too)."""

    type: Literal["gap"]
    at_most: Span
    counts: Annotated[tuple[Happening, ...], Field(min_length=1)]
    responsible: Role


class Limit(_ForCohorts):
    """The longest time that something may take."""

    type: Literal["limit"]
    of: Lasting = Lasting.STEP
    at_most: Span


class Conditions(Form):
    """What must all be true before a step ends."""

    type: Literal["conditions"]
    all_of: Annotated[tuple[Happening, ...], Field(min_length=1)]


class Repeat(Form):
    """A step that begins again when something happens in a later one."""

    type: Literal["repeat"]
    after: Happening
    step: Annotated[int, Field(ge=1)]


class Position(Form):
    """Somebody who must be there."""

    type: Literal["role"]
    role: Role | Literal["company-contact", "jobcentre-contact", "support-person"]
    persons: Annotated[int, Field(ge=1)]


class Quantity(_ForCohorts):
    """A number to reach or keep, with its unit as the source writes it.

    With `of` it is asked of the amount of each such event, or, with `counted`, of how many there are in a course; the
    lower bound of a count is asked when `judged_at` has happened. Otherwise somebody measures it (`measures.judge`).
    Without any bound the source gives no number, and the municipality must set its own.
    """

    type: Literal["quantity"]
    unit: Annotated[str, Field(min_length=1)]
    at_least: float | None = None
    at_most: float | None = None
    more_than: float | None = None
    by: date | None = Field(default=None, description="The day on which it is to be reached.")
    share: float | None = Field(default=None, description="The same as a percentage of the whole.")
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(default=(), description="Asked in these months.")
    parts: Mapping[Slug, float] = Field(default={}, description="What `at_least` consists of.")
    of: Happening | None = None
    counted: bool = False
    judged_at: Happening | None = None

    @model_validator(mode="after")
    def _parts_make_the_whole(self) -> Self:
        if self.parts and (self.at_least is None or sum(self.parts.values()) != self.at_least):
            raise ValueError("the parts of a quantity must add up to at_least")
        if self.at_least is not None and self.at_most is not None and self.at_most < self.at_least:
            raise ValueError("at_most cannot be below at_least")
        return self


class Figure(Form):
    """A number that the source reports: something to compare with, not a bound."""

    type: Literal["figure"]
    value: float
    unit: Annotated[str, Field(min_length=1)]
    group: Slug | None = None
    as_of: str | None = None


class Checklist(Form):
    """Things that must all be there, or at least so many of them; with `of`, in every such event."""

    type: Literal["checklist"]
    of: Happening | None = None
    items: tuple[Slug, ...] = ()
    parts: Mapping[Slug, tuple[Slug, ...]] = Field(default={}, description="The items in groups, instead of `items`.")
    optional: tuple[Slug, ...] = ()
    at_least: Annotated[int | None, Field(ge=1)] = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """Every item, those of the parts too."""
        return (*self.items, *(item for part in self.parts.values() for item in part))

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.wanted or (self.at_least or 0) > len(self.wanted):
            raise ValueError("a checklist needs items, and at_least no more than it has")
        return self


class Choice(Form):
    """So many of the options, in every event of `of`; null: the citizen's cohort is what is chosen."""

    type: Literal["choice"]
    of: Happening | None = None
    options: Annotated[tuple[Slug, ...], Field(min_length=1)]
    count: Annotated[int, Field(ge=1)] = 1


class Flag(Form):
    """A question with a right answer: something that is always so, or never."""

    type: Literal["flag"]
    subject: Slug
    value: bool
    except_when: tuple[Slug, ...] = ()


class Entry(Form):
    """A line of a day's programme."""

    name: Slug
    starts: time
    ends: time


class Timetable(Form):
    """The day's programme by the clock; entries may overlap when groups take turns."""

    type: Literal["timetable"]
    entries: Annotated[tuple[Entry, ...], Field(min_length=1)]


class Cooperation(Form):
    """A model of cooperation between the job centre and an employer."""

    type: Literal["cooperation"]
    seats_at_least: int | None = None
    seats_at_most: int | None = None
    refill: bool
    mentor_trained_first: bool
    mentor_per_workplace: bool = False
    central_mentors: int = 0


class ContactForm(Form):
    """How contacts are held in a phase, as a rule."""

    type: Literal["contact-form"]
    phase: Phase
    kinds: Annotated[tuple[ContactKind, ...], Field(min_length=1)]


class Allocation(Form):
    """Which groups of citizens which staff take."""

    type: Literal["allocation"]
    takes: Mapping[Slug, tuple[Slug, ...]]


class Allowance(Form):
    """Something that is allowed only while the bound of another rule is exceeded."""

    type: Literal["allowance"]
    allows: Slug
    when_exceeded: str


Programmatic = (
    Cadence
    | Agreed
    | Deadline
    | Precondition
    | Gap
    | Limit
    | Conditions
    | Repeat
    | Position
    | Quantity
    | Figure
    | Checklist
    | Choice
    | Flag
    | Timetable
    | Cooperation
    | ContactForm
    | Allocation
    | Allowance
)
