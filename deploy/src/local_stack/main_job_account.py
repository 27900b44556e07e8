"""The short account of the main job at the terminal: Danish as the staff would say it, English beside it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rettematch.clock import COPENHAGEN

SHOWN: Final = 3
_PARTS: Final = 4

Read = Callable[[str], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, as the services answered it."""

    citizen: dict[str, Any]
    occupation: dict[str, Any]
    offered_id: str
    ranking: dict[str, Any]
    chosen: dict[str, Any]
    placement: dict[str, Any]
    follow_ups: list[dict[str, Any]]
    reminder: dict[str, Any] | None
    reminder_seconds: float


async def told(story: Story, read: Read) -> list[str]:
    """The account, line by line; `read` looks places and workplaces up in the case API."""
    citizen, ranking, placement = story.citizen, story.ranking, story.placement
    binding = sum(1 for name, count in ranking["excluded"].items() if count and name.startswith("consideration"))
    who = f"Borger (citizen): {citizen['name']}, {citizen['postcode']}; job goal linked to {story.occupation['label']}"
    places = (
        f"Rangliste (ranking): {ranking['fitting']} of {ranking['considered']} places fit, "
        f"{ranking['ask_first_total']} more after a question; {binding} considerations (skånehensyn) exclude places"
    )
    taken = (
        f"Plads (place taken): {story.chosen['title']}, {placement['hours_per_week']:g} timer om ugen "
        f"from {placement['starts_on']} to {placement['ends_on']}"
    )
    best = [await _ranked(story, each, read) for each in ranking["ranking"][:SHOWN]]
    rest = [*_question(story), taken, *_planned(story), _reminded(story), f"Sag (case): {placement['case_id']}"]
    return [who, places, *best, *rest]


async def _ranked(story: Story, each: dict[str, Any], read: Read) -> str:
    place = await read(f"/v1/places/{each['place_id']}")
    workplace = await read(f"/v1/workplaces/{place['workplace_id']}")
    parts = sorted(((points, name) for name, points in each["parts"].items() if points), reverse=True)
    shown = " + ".join(f"{name} {points}" for points, name in parts[:_PARTS])
    mark = " [new]" if each["place_id"] == story.offered_id else ""
    rest = "" if len(parts) <= _PARTS else " + ..."
    return f"  {each['rank']}. {each['score']} points  {place['title']}, {workplace['name']}{mark}  ({shown}{rest})"


def _question(story: Story) -> list[str]:
    asked = story.ranking["ask_first"]
    return [f"Spørg først (ask first): {asked[0]['question']['danish']}"] if asked else []


def _planned(story: Story) -> list[str]:
    lines = [f"Opfølgninger (follow-ups): {len(story.follow_ups)} planned, each by its rule"]
    for each in story.follow_ups[:SHOWN]:
        due = datetime.fromisoformat(each["due_at"]).astimezone(COPENHAGEN)
        lines.append(f"  {due:%d-%m-%Y %H:%M}  {each['rule_id']}  {each['danish'] or ''} ({each['status']})")
    return lines


def _reminded(story: Story) -> str:
    if story.reminder is None:
        return "Påmindelse (reminder): did not reach the job broker's webhook"
    data = story.reminder["data"]
    return (
        f"Påmindelse (reminder): {story.reminder['type']} for {data['rule_id']} reached the job broker's webhook "
        f"within {story.reminder_seconds:.1f} s"
    )
