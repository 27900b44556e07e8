"""Merge patches."""

from typing import Annotated, Self

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from rettematch.patches import merge, partial
from rettematch.problems import InvalidRequest


class SpanWrite(BaseModel):
    """Something with fields that belong together."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=5)]
    low: Annotated[int, Field(ge=0)]
    high: int
    note: str | None = None
    tags: list[Annotated[str, Field(max_length=3)]] = []

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.high < self.low:
            raise ValueError("high must not be below low")
        return self


SpanChange = partial(SpanWrite)
CURRENT = {"name": "one", "low": 1, "high": 5, "note": "old", "tags": ["a"], "version": 3, "id": "not written"}


def test_a_patch_needs_no_field_and_is_named_as_a_change() -> None:
    assert SpanChange.__name__ == "SpanChange"
    assert merge(SpanWrite, CURRENT, SpanChange.model_validate({})).model_dump() == {
        "name": "one", "low": 1, "high": 5, "note": "old", "tags": ["a"],
    }  # fmt: skip


def test_what_is_sent_replaces_and_what_is_left_out_stays() -> None:
    merged = merge(SpanWrite, CURRENT, SpanChange.model_validate({"low": 2, "tags": ["b", "c"]}))
    assert (merged.low, merged.high, merged.tags) == (2, 5, ["b", "c"])


def test_null_empties_a_field_that_may_be_empty_and_is_refused_elsewhere() -> None:
    assert merge(SpanWrite, CURRENT, SpanChange.model_validate({"note": None})).note is None
    with pytest.raises(ValidationError):
        SpanChange.model_validate({"name": None})


@pytest.mark.parametrize("body", [{"name": ""}, {"low": -1}, {"high": "much"}, {"tags": ["long"]}, {"version": 4}])
def test_a_patch_is_checked_field_by_field_and_closed(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SpanChange.model_validate(body)


def test_the_whole_is_checked_after_the_merge_and_no_value_is_repeated() -> None:
    with pytest.raises(InvalidRequest) as refused:
        merge(SpanWrite, CURRENT | {"note": "canary"}, SpanChange.model_validate({"high": 0}))
    [error] = refused.value.errors
    assert (error.field, error.expected) == ("body", "high must not be below low")
    assert "canary" not in str(refused.value.document())


def test_a_stored_value_that_is_no_longer_valid_is_named() -> None:
    with pytest.raises(InvalidRequest) as refused:
        merge(SpanWrite, CURRENT | {"name": "canary"}, SpanChange.model_validate({"low": 2}))
    assert [error.field for error in refused.value.errors] == ["body.name"]
    assert "canary" not in str(refused.value.document())
