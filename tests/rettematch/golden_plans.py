"""What the engine answers for a hundred seeded cases, as a digest of each: `python -m tests.rettematch.golden_plans`.

The command renews `golden_plans.txt` beside this file. Renew it after a change that is meant to alter an answer (of a
rule or of the engine), and read in the difference which programmes it touched and whether the numbers moved as meant.
A line has the programme and the case, how many follow-ups stand in which status, how many findings there are, and the
digest of all of it. The words of findings are not part of it; the rules they come from and what they are about are.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from rettematch.clock import COPENHAGEN
from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import CaseEvent, CaseFacts, PlacementFact
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.definitions import Programme, programme, programmes
from rettematch.programmes.recordable import cohorts, recordable
from rettematch.programmes.reviews import Review, review
from tests.rettematch.case_facts import BROKER, CASEWORKER, agreed, conversation, facts, placement

RECORDED = Path(__file__).parent / "golden_plans.txt"
_CASES_OF_EACH = 20
_FIRST_START = date(2026, 1, 5)
_LONGEST = 400
"""Days of a case in which something is recorded or planned."""
_DIGEST = 16
STATUSES = tuple(status for status in FollowUpStatus if status is not FollowUpStatus.CANCELLED)
"""Those that the engine gives; whoever no longer asks for a follow-up cancels it."""


def golden_cases() -> Iterator[tuple[str, CaseFacts, datetime]]:
    """Each case with its name and the moment at which it is looked at; the same at every call."""
    for programme_id in sorted(programmes()):
        for number in range(_CASES_OF_EACH):
            name = f"{programme_id} {number:02}"
            yield name, *_case(programme_id, Random(name))


def lines() -> Iterator[str]:
    """One line for each case, in the order of `golden_cases`."""
    for name, case, now in golden_cases():
        found = review(case, now)
        many = Counter(each.status for each in found.follow_ups)
        counts = " ".join(f"{status}={many[status]}" for status in STATUSES)
        yield f"{name} step={found.step.number} {counts} findings={len(found.findings)} {_digest(found)}"


def _digest(found: Review) -> str:
    told = {
        "step": [found.step.number, found.step.began_on, found.step.aim_ends_on, found.step.missing],
        "follow_ups": [each.model_dump(mode="json", exclude={"case_id"}) for each in found.follow_ups],
        "findings": [[each.rule_id, each.kind, each.on, each.about, each.placement_id] for each in found.findings],
    }
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]


def _case(programme_id: str, chance: Random) -> tuple[CaseFacts, datetime]:
    """A case that may have anything that its programme asks about, and a moment within or after it."""
    begun = _FIRST_START + timedelta(days=chance.randrange(500))
    found = programme(programme_id)
    stays = tuple(_placement(number, begun, chance) for number in range(chance.randrange(4)))
    case = facts(
        programme=programme_id,
        started_on=begun,
        closed_on=_maybe(begun, (30, _LONGEST), 0.2, chance),
        job_broker_since=_maybe(begun, (0, 20), 0.9, chance),
        cv_begun_on=_maybe(begun, (0, 30), 0.8, chance),
        ready_on=_maybe(begun, (0, 40), 0.8, chance),
        self_supporting_on=_maybe(begun, (100, _LONGEST), 0.2, chance),
        cohort=chance.choice([None, *sorted(cohorts(found, begun))]),
        placements=stays,
        conversations=tuple(
            conversation(
                number,
                _midnight(begun) + timedelta(hours=chance.randrange(24 * _LONGEST)),
                with_citizen=chance.random() < 0.8,
                with_employer=chance.random() < 0.3,
                by_staff_id=chance.choice([BROKER, BROKER, CASEWORKER]),
                fulfils=chance.choice([None, *(line.follow_up_id for stay in stays for line in stay.follow_ups)]),
            )
            for number in range(chance.randrange(30))
        ),
        events=tuple(_events(found, begun, stays, chance)),
    )
    return case, _midnight(begun) + timedelta(minutes=chance.randrange(_LONGEST * 24 * 60))


def _midnight(day: date) -> datetime:
    """In UTC, so that what is added to it are hours that pass and not those of a clock that is changed."""
    return datetime(day.year, day.month, day.day, tzinfo=COPENHAGEN).astimezone(UTC)


def _maybe(begun: date, within: tuple[int, int], likely: float, chance: Random) -> date | None:
    day = begun + timedelta(days=chance.randrange(*within))
    return day if chance.random() < likely else None


def _placement(number: int, begun: date, chance: Random) -> PlacementFact:
    starts_on = begun + timedelta(days=chance.randrange(200))
    ends_on = starts_on + timedelta(days=chance.randrange(140))
    at = _midnight(starts_on)
    return placement(
        number,
        starts_on,
        ends_on,
        scheme=chance.choice(list(Scheme)),
        ended_on=_maybe(starts_on, (1, 140), 0.2, chance),
        has_contact_person=chance.random() < 0.8,
        ordinary_hours_planned=chance.random() < 0.7,
        follow_ups=tuple(
            agreed(number * 10 + line, at + timedelta(hours=chance.randrange(24 * 90))) for line in range(2)
        ),
    )


def _events(found: Programme, begun: date, stays: Sequence[PlacementFact], chance: Random) -> Iterator[CaseEvent]:
    """Of every kind that the programme uses, up to six, each covering most of what such an event may cover."""
    for position, (kind, items) in enumerate(sorted(recordable(found, begun).items())):
        for number in range(chance.randrange(7)):
            on = begun + timedelta(days=chance.randrange(_LONGEST))
            yield CaseEvent(
                event_id=UUID(int=10_000 + position * 10 + number),
                kind=kind,
                on=on,
                until=_maybe(on, (0, 30), 0.2, chance),
                placement_id=chance.choice([None, *(stay.placement_id for stay in stays)]),
                items=tuple(item for item in sorted(items) if chance.random() < 0.85),
                amount=chance.choice([None, float(chance.randrange(60))]),
            )


if __name__ == "__main__":
    RECORDED.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
