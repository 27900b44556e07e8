"""Every hard constraint between a citizen and many places, worked out anew from what the feed said of the places.

It shares no code and no encoding with the matcher: levels are levels here and not bits, hours are hours, dates are
dates. A property test holds it equal to `rettematch.constraints.failed_constraints`, the one scalar definition.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rettematch.considerations import DIMENSIONS, MAX_LEVEL
from rettematch.constraints import complete_demands
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from rettematch.languages import LanguageLevel
from rettematch.programmes.law import counts_in_ratio

Flags = NDArray[np.bool_]
_MINUTES_A_DAY: Final = 24 * 60
_LAST_DAY: Final = 10**7
_QUARTER_HOUR: Final = 0.25
_UNKNOWN: Final = np.nan
LEVELS: Final = {level: rank for rank, level in enumerate(LanguageLevel)}


@dataclass(slots=True)
class Facts:
    """What the feed said of places, one entry each; `eased` is the demand with the accommodation, if it is known."""

    open: NDArray[Any]
    free: NDArray[Any]
    first: NDArray[Any]
    last: NDArray[Any]
    postcode: NDArray[Any]
    employer: NDArray[Any]
    schemes: NDArray[Any]
    day_min: NDArray[Any]
    week_min: NDArray[Any]
    days: NDArray[Any]
    start: NDArray[Any]
    end: NDArray[Any]
    spoken: NDArray[Any]
    read: NDArray[Any]
    certificates: NDArray[Any]
    criminal_record: NDArray[Any]
    child_protection: NDArray[Any]
    supported_hours: NDArray[Any]
    usual: NDArray[Any]
    eased: NDArray[Any]
    known: NDArray[Any]

    def put(self, row: int, other: "Facts") -> None:
        """Overwrites one place with the one place of `other`."""
        for field in fields(self):
            getattr(self, field.name)[row] = getattr(other, field.name)[0]

    def at(self, rows: NDArray[np.intp]) -> "Facts":
        """These places alone."""
        return Facts(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def _minutes(clock: str) -> int:
    return 60 * int(clock[:2]) + int(clock[3:])


def _window(earliest: str, latest: str) -> tuple[int, int]:
    start, end = _minutes(earliest), _minutes(latest)
    return start, end + _MINUTES_A_DAY * (end <= start)


def _required(value: bool | None) -> float:
    return _UNKNOWN if value is None else float(value)


def facts_of(places: Sequence[PlaceSnapshot]) -> Facts:
    """The facts of places, in their order."""
    demands = [complete_demands(place) for place in places]
    windows = [_window(place.earliest_start, place.latest_end) for place in places]
    shape = (len(places), len(DIMENSIONS))
    return Facts(
        open=np.array([place.open for place in places]),
        free=np.array([place.seats_taken < place.seats for place in places]),
        first=np.array([place.open_from.toordinal() for place in places]),
        last=np.array([place.open_until.toordinal() if place.open_until else _LAST_DAY for place in places]),
        postcode=np.array([int(place.postcode) for place in places]),
        employer=np.array([place.employer_id.int >> 64 for place in places], dtype=np.uint64),
        schemes=np.array([[scheme in place.schemes for scheme in Scheme] for place in places]).reshape(
            len(places), len(Scheme)
        ),
        day_min=np.array([place.hours_per_day_min for place in places]),
        week_min=np.array([place.hours_per_week_min for place in places]),
        days=np.array([[day in place.days for day in Weekday] for place in places]).reshape(len(places), len(Weekday)),
        start=np.array([start for start, _ in windows]),
        end=np.array([end for _, end in windows]),
        spoken=np.array([LEVELS[place.language.spoken] for place in places]),
        read=np.array([LEVELS[place.language.read] for place in places]),
        certificates=np.array([frozenset(place.certificates) for place in places], dtype=object),
        criminal_record=np.array([_required(place.clean_criminal_record) for place in places]),
        child_protection=np.array([_required(place.child_protection_certificate) for place in places]),
        supported_hours=np.array(
            [_UNKNOWN if place.supported_hours_free is None else place.supported_hours_free for place in places]
        ),
        usual=np.array([[each.usual for each in made] for made in demands]).reshape(shape),
        eased=np.array(
            [[each.usual if each.accommodated is None else each.accommodated for each in made] for made in demands]
        ).reshape(shape),
        known=np.array([[each.known.is_known for each in made] for made in demands]).reshape(shape),
    )


def fits(profile: MatchingProfile, places: Facts) -> Flags:
    """Which places fail no constraint, neither by a known fact nor because a fact is unknown.

    Of Danish that nobody asked about the assumed demand counts, as for an assumed consideration.
    """
    as_of = profile.as_of.toordinal()
    reach = np.array([int(each.postcode) for each in profile.reach])
    avoided = np.array([each.int >> 64 for each in profile.avoided_employers], dtype=np.uint64)
    found: Flags = places.open & places.free & (places.first <= as_of) & (as_of <= places.last)
    found &= np.isin(places.postcode, reach) & ~np.isin(places.employer, avoided)
    own = np.array([scheme in profile.schemes for scheme in Scheme])
    usable = places.schemes & own
    found &= usable.any(axis=1)
    found &= (places.day_min <= profile.hours_per_day_max) & (places.week_min <= profile.hours_per_week_max)
    common = (places.days & np.array([day in profile.days for day in Weekday])).sum(axis=1)
    found &= (common > 0) & (common * profile.hours_per_day_max >= places.week_min)
    found &= _overlaps(profile, places)
    found &= (places.spoken <= LEVELS[profile.danish_spoken]) & (places.read <= LEVELS[profile.danish_read])
    held = frozenset(profile.certificates)
    found &= np.array([needed <= held for needed in places.certificates], dtype=np.bool_)
    for required, has in (
        (places.criminal_record, profile.clean_criminal_record),
        (places.child_protection, profile.child_protection_certificate),
    ):
        found &= np.bool_(has is True) | (required == 0)
    counted = np.array([counts_in_ratio(scheme, profile.as_of) for scheme in Scheme])
    room = places.supported_hours >= np.maximum(places.week_min, _QUARTER_HOUR)  # of unknown hours: no
    found &= (usable & ~counted).any(axis=1) | room
    if profile.tolerances is not None:
        levels = {each.dimension: each.level for each in profile.tolerances}
        limit = np.array([levels.get(each.id, MAX_LEVEL) for each in DIMENSIONS])
        found &= ((places.usual <= limit) | (places.known & (places.eased <= limit))).all(axis=1)
    return found


def _overlaps(profile: MatchingProfile, places: Facts) -> Flags:
    start, end = _window(profile.earliest_start, profile.latest_end)
    longest = np.full(len(places.start), -_MINUTES_A_DAY)
    for shift in (-_MINUTES_A_DAY, 0, _MINUTES_A_DAY):
        common = np.minimum(places.end, end + shift) - np.maximum(places.start, start + shift)
        longest = np.maximum(longest, common)
    enough: Flags = longest >= 60 * np.maximum(places.day_min, _QUARTER_HOUR)
    return enough
