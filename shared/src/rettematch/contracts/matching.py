"""The matching profile: what the matcher may know of a citizen. Pseudonymous, per run, kept by nobody."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from rettematch.contracts.base import Contract, Hours, Level, MunicipalityCode, Scheme, TimeOfDay, Weekday
from rettematch.languages import LanguageLevel


class DisclosurePurpose(StrEnum):
    """What a profile is given to the matcher for."""

    RANKING = "ranking"
    OUTREACH = "outreach"
    FILL = "fill"
    ASSIGNMENT = "assignment"


BulkPurpose = Literal[DisclosurePurpose.OUTREACH, DisclosurePurpose.FILL, DisclosurePurpose.ASSIGNMENT]
"""For what the profiles of all waiting citizens of a team are given."""


class WaitingProfilesRequest(Contract):
    """Why the profiles are asked for."""

    purpose: BulkPurpose = Field(
        description="Written into the audit of each citizen. `fill` needs a legal basis of its own.",
        examples=["outreach"],
    )


class Goal(Contract):
    """One job goal, linked to ESCO."""

    uri: str = Field(description="ESCO occupation or ISCO group.")
    rank: Annotated[int, Field(ge=1, le=20)] = Field(description="1 is what the citizen wants most.")


class Tolerance(Contract):
    """The highest demand that the citizen can meet now on one dimension."""

    dimension: str
    level: Level
    expired: bool = Field(description="Past its validity; counts until replaced, and is flagged.")


class LegalBasis(Contract):
    """Why the matcher may use a category of data (docs/security.md D5)."""

    category: str = Field(examples=["considerations"])
    citation: str
    in_force_from: date


class ReachablePostcode(Contract):
    """A postcode inside the citizen's travel reach. The home postcode itself is not part of the profile."""

    postcode: str
    band: Annotated[int, Field(ge=0, le=20)] = Field(description="Distance in bands of five kilometres, rounded down.")


FURTHER_KM = (5, 10)
"""How much further than now a profile looks, in rising steps, so that the matcher can answer "what if"."""


class FurtherPostcode(ReachablePostcode):
    """A postcode just beyond the citizen's travel reach. The engine never looks at it; only "what if" does."""

    further_km: Literal[5, 10] = Field(
        description="The smallest of the steps by which the citizen would have to travel further."
    )


def _is_empty(postcodes: tuple[FurtherPostcode, ...]) -> bool:
    return not postcodes


class MatchingProfile(Contract):
    """Work constraints, goals and skills of one citizen for one run.

    `subject` is random for each run. There is no CPR, name, birth date, address, diagnosis or free text, and the
    model is closed so that none can be added by accident.
    """

    subject: UUID
    municipality_code: MunicipalityCode
    as_of: date
    goals: tuple[Goal, ...]
    packages: tuple[str, ...] = Field(description="Industry packages that the citizen has chosen, best first.")
    skills: tuple[str, ...] = Field(description="ESCO skill URIs.")
    tolerances: tuple[Tolerance, ...] | None = Field(
        description="Null when the municipality has no legal basis for using considerations in matching; "
        "a dimension that is not listed has no limit."
    )
    legal_bases: tuple[LegalBasis, ...]
    hours_per_day_max: Hours
    hours_per_week_max: Hours
    days: tuple[Weekday, ...]
    earliest_start: TimeOfDay
    latest_end: TimeOfDay
    danish_spoken: LanguageLevel
    danish_read: LanguageLevel
    certificates: tuple[str, ...]
    clean_criminal_record: bool | None = Field(description="Null when nobody has asked.")
    child_protection_certificate: bool | None
    schemes: tuple[Scheme, ...]
    reach: tuple[ReachablePostcode, ...]
    beyond_reach: tuple[FurtherPostcode, ...] = Field(
        default=(),
        exclude_if=_is_empty,
        description="Postcodes up to ten kilometres beyond the reach; left out when there are none, so that profiles "
        "from before this field keep their hash.",
    )
    avoided_employers: tuple[UUID, ...]
