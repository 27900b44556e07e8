"""What a placement led to, for learning points: no citizen, no case, no dates, only days counted from its start."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from rettematch.contracts.base import Contract


class RecordedOutcome(Contract):
    """One placement that came from a ranking."""

    run_id: UUID = Field(description="The ranking that the placement came from.")
    place_id: UUID
    days_to_ordinary_hours: Annotated[int, Field(ge=0)] | None = Field(
        description="From the placement's start to the first paid ordinary hours; null when there have been none."
    )
    days_observed: Annotated[int, Field(ge=0)] = Field(
        description="From the placement's start to the day of the report, or to where the citizen's file ends."
    )
