"""What a copy made from the feed is compared with: checksums of blocks of places, and the content of a block."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from case_api.changes.models import ChangeRow
from case_api.changes.service import as_contract, parse_cursor
from rettematch.contracts.changes import (
    MunicipalityBlocks,
    PlaceBlock,
    PlaceBlockContent,
    PlaceChange,
    PlaceChecksums,
)

_NEWEST = """select distinct on (municipality_code, entity_id) {columns} from change
    where entity = 'place' and (transaction_id, sequence) <= (:transaction_id, :sequence) {also}
    order by municipality_code, entity_id, entity_version desc"""
_CHECKSUMS = text(
    f"""with newest as ({_NEWEST.format(columns="municipality_code, entity_id, entity_version", also="")})
    select municipality_code, get_byte(uuid_send(entity_id), 15) as block, count(*) as places,
        sum(('x' || substr(md5(entity_id::text || ':' || entity_version), 1, 15))::bit(60)::bigint)::text as checksum
    from newest group by 1, 2 order by 1, 2"""  # noqa: S608 - made of constants
)
_BLOCK = text(
    _NEWEST.format(
        columns="*",
        also="and municipality_code = :municipality_code and get_byte(uuid_send(entity_id), 15) = :block",
    )
)


async def checksums(session: AsyncSession, as_of: str) -> PlaceChecksums:
    """The checksums of all places as of a cursor that the feed has given.

    Args:
        session: In a transaction with the feed's scope.
        as_of: The cursor.
    """
    transaction_id, sequence = parse_cursor(as_of, "as_of")
    connection = await session.connection()
    rows = await connection.execute(_CHECKSUMS, {"transaction_id": transaction_id, "sequence": sequence})
    found: dict[str, list[PlaceBlock]] = {}
    for code, block, places, checksum in rows:
        found.setdefault(code, []).append(PlaceBlock(block=block, places=places, checksum=checksum))
    return PlaceChecksums(
        as_of=as_of,
        municipalities=tuple(
            MunicipalityBlocks(municipality_code=code, blocks=tuple(blocks)) for code, blocks in found.items()
        ),
    )


async def block_content(session: AsyncSession, municipality_code: str, block: int, as_of: str) -> PlaceBlockContent:
    """The newest line of each place of a block as of a cursor; arguments as in `checksums`."""
    transaction_id, sequence = parse_cursor(as_of, "as_of")
    connection = await session.connection()
    rows = await connection.execute(
        _BLOCK,
        {
            "transaction_id": transaction_id,
            "sequence": sequence,
            "municipality_code": municipality_code,
            "block": block,
        },
    )
    lines = [as_contract(ChangeRow(**row)) for row in rows.mappings()]
    return PlaceBlockContent(as_of=as_of, items=tuple(line for line in lines if isinstance(line, PlaceChange)))
