"""What the main job did, as `build/demo.json` tells it, and whether that is enough."""

from typing import Any, Final

from pydantic import BaseModel, Field

FEWEST_RANKED: Final = 10
WARM_SECONDS: Final = 30.0


class RankedPlace(BaseModel):
    """One place of the ranking; the integer points of `parts` sum to `score`."""

    place_id: str
    score: int
    parts: dict[str, int]
    constraints: list[dict[str, Any]]


class Webhook(BaseModel):
    """Whether the reminder reached the job broker's endpoint, and whether its signature held there."""

    delivered: bool
    verified: bool


class Account(BaseModel):
    """What the main job did. `lines` is the short account for a person; the rest goes to build/demo.json."""

    ranking: list[RankedPlace]
    ask_first: list[dict[str, Any]]
    placement_id: str | None
    follow_ups: int
    webhook: Webhook
    lines: list[str] = Field(default_factory=list, exclude=True)


class Seconds(BaseModel):
    """How long it took: until ready with the demonstration loaded, the main job alone, and from command to the end.

    `warm` says that environment and data were there already.
    """

    setup: float
    main_job: float
    total: float
    warm: bool


class Figure(BaseModel):
    """One line of the table: a figure, what was measured and what it is held against."""

    name: str
    measured: str
    bar: str
    holds: bool


def figures(account: Account, seconds: Seconds) -> list[Figure]:
    """The table of `make demo`."""
    ranked = len(account.ranking)
    wrong = sum(sum(place.parts.values()) != place.score for place in account.ranking)
    delivered, verified = account.webhook.delivered, account.webhook.verified
    in_time = seconds.total <= WARM_SECONDS or not seconds.warm
    return [
        Figure(name="ranked", measured=str(ranked), bar=f">={FEWEST_RANKED}", holds=ranked >= FEWEST_RANKED),
        Figure(name="score_is_not_sum_of_parts", measured=str(wrong), bar="0", holds=wrong == 0),
        Figure(
            name="placement", measured="taken" if account.placement_id else "none", bar="taken",
            holds=account.placement_id is not None,
        ),
        Figure(name="follow_ups", measured=str(account.follow_ups), bar=">=1", holds=account.follow_ups >= 1),
        Figure(name="webhook_delivered", measured=_yes(delivered), bar="yes", holds=delivered),
        Figure(name="webhook_verified", measured=_yes(verified), bar="yes", holds=verified),
        Figure(name="seconds_setup", measured=f"{seconds.setup:.1f}", bar="-", holds=True),
        Figure(name="seconds_main_job", measured=f"{seconds.main_job:.1f}", bar="-", holds=True),
        Figure(
            name="seconds_total", measured=f"{seconds.total:.1f}",
            bar=f"<={WARM_SECONDS:.0f}" if seconds.warm else "- (first run)", holds=in_time,
        ),
    ]  # fmt: skip


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def table(rows: list[Figure]) -> list[str]:
    """The figures as aligned lines, and as the last line `holds` or the first figure that does not."""
    header = Figure(name="figure", measured="measured", bar="bar", holds=True)
    lines = [f"{row.name:<26} {row.measured:>18}  {row.bar}" for row in (header, *rows)]
    short = next((row for row in rows if not row.holds), None)
    return [*lines, "holds" if short is None else f"falls short: {short.name} {short.measured} {short.bar}"]
