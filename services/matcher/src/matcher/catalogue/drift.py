"""Comparing the places here with the case API's, block by block, and putting right what differs."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import structlog
from numpy.typing import NDArray
from prometheus_client import Counter

from matcher.catalogue import store
from matcher.catalogue.identities import uuid_of
from matcher.catalogue.state import Catalogue
from rettematch.clients.case_api import CaseApiClient
from rettematch.contracts.changes import BLOCKS, PlaceChecksums
from rettematch.database import Database

_log = structlog.get_logger(__name__)

DRIFT = Counter("matcher_drift_places", "Places that were not as the case API has them, found and put right")
CHECKS = Counter("matcher_drift_checks", "Comparisons with the case API that were carried out")

_DIGITS = 15

Blocks = Mapping[tuple[str, int], tuple[int, str]]
"""Number of places and checksum by municipality and block."""


def block_of(place_id: UUID) -> int:
    """The block that a place is in."""
    return place_id.int % BLOCKS


def checksums_of(versions: Mapping[str, Iterable[tuple[UUID, int]]]) -> Blocks:
    """As the case API makes them: `rettematch.contracts.changes.PlaceBlock`."""
    counts: defaultdict[tuple[str, int], int] = defaultdict(int)
    sums: defaultdict[tuple[str, int], int] = defaultdict(int)
    for code, places in versions.items():
        for place_id, version in places:
            key = code, block_of(place_id)
            line = f"{place_id}:{version}".encode()
            counts[key] += 1
            sums[key] += int(hashlib.md5(line, usedforsecurity=False).hexdigest()[:_DIGITS], 16)
    return {key: (count, str(sums[key])) for key, count in counts.items()}


def differing(own: Blocks, theirs: PlaceChecksums) -> list[tuple[str, int]]:
    """The blocks that are not alike, by municipality and number."""
    right = {
        (each.municipality_code, block.block): (block.places, block.checksum)
        for each in theirs.municipalities
        for block in each.blocks
    }
    return sorted(key for key in own.keys() | right.keys() if own.get(key) != right.get(key))


def _unpacked(
    arrays: Mapping[str, tuple[NDArray[Any], NDArray[Any], NDArray[Any]]],
) -> dict[str, list[tuple[UUID, int]]]:
    return {
        code: [
            (uuid_of(high, low), version)
            for high, low, version in zip(*(each.tolist() for each in of_code), strict=True)
        ]
        for code, of_code in arrays.items()
    }


def _held(catalogue: Catalogue) -> dict[str, tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]:
    """Copies, so that they can be read in another thread."""
    found = {}
    for code, columns in catalogue.held().items():
        rows, arrays = columns.live(), columns.arrays
        found[code] = arrays.id_high[rows], arrays.id_low[rows], arrays.version[rows]
    return found


async def check(case_api: CaseApiClient, token: str, database: Database, catalogue: Catalogue) -> int:
    """Compares all places with the case API's as of the catalogue's cursor, and puts right those that differ.

    Only whoever applies changes may call it: no place may change meanwhile.

    Returns:
        How many places were not right.
    """
    cursor = catalogue.cursor
    theirs = await case_api.place_checksums(token, cursor)
    versions = await asyncio.to_thread(_unpacked, _held(catalogue))
    blocks = differing(await asyncio.to_thread(checksums_of, versions), theirs)
    drifted = 0
    for code, block in blocks:
        content = await case_api.place_block(token, code, block, cursor)
        right = {line.id: line for line in content.items}
        held = {place_id: version for place_id, version in versions.get(code, ()) if block_of(place_id) == block}
        wrong = sorted(
            each for each in held.keys() | right.keys() if each not in right or held.get(each) != right[each].version
        )
        lines = [right[each] for each in wrong if each in right]
        _log.error("places have drifted", municipality=code, block=block, places=[str(each) for each in wrong])
        await store.put_right(database, code, wrong, lines, catalogue.feed.epoch)
        await catalogue.put_right(code, wrong, [line.data for line in lines])
        drifted += len(wrong)
    DRIFT.inc(drifted)
    CHECKS.inc()
    return drifted
