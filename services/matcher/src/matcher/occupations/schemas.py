"""Request and response of POST /v1/occupations/link."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from matcher.occupations.text import MAX_CHARACTERS, Language

MAX_TEXTS = 100
MAX_TOP = 50

Text = Annotated[str, Field(max_length=MAX_CHARACTERS)]


class LinkRequest(BaseModel):
    """Texts about work, each at most 500 characters. They are neither stored nor logged."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"texts": ["noget med dyr", "kantine, helst formiddag"], "language": "da", "top": 3}]
        },
    )

    texts: Annotated[list[Text], Field(min_length=1, max_length=MAX_TEXTS)]
    language: Language = "da"
    top: Annotated[int, Field(ge=1, le=MAX_TOP)] = 10


class LinkedConcept(BaseModel):
    """An ESCO occupation or ISCO-08 group that a text may mean."""

    uri: str = Field(examples=["http://data.europa.eu/esco/occupation/65bd2342-f7de-4932-9164-eb480e35a791"])
    kind: Literal["occupation", "isco-group"]
    label: str = Field(description="In the language of the request.", examples=["dyrepasser"])
    score: float = Field(ge=0, le=1, description="Orders the list; it is no probability.", examples=[0.6562])


class LinkedText(BaseModel):
    """A text as it was given with what it may mean, best first; empty when it names no work."""

    text: str
    results: list[LinkedConcept]


class LinkResponse(BaseModel):
    """One entry per text, in the order of the request."""

    items: list[LinkedText]
