"""Sealing what is written about a citizen with the citizen's own key."""

from dataclasses import dataclass
from uuid import UUID

from case_api.citizens.models import Citizen
from case_api.context import Work
from rettematch.sealing import new_wrapped_key, seal, unseal, unwrap_key


@dataclass(frozen=True, slots=True)
class CitizenSeal:
    """Seals and opens texts with one citizen's key; each is bound to the table, row and column where it stands."""

    municipality_code: str
    key: bytes

    def __repr__(self) -> str:
        return "CitizenSeal(...)"

    def close(self, text: str, table: str, row_id: UUID, column: str) -> bytes:
        """The sealed form of a text."""
        return seal(self.key, text.encode(), self._place(table, row_id, column))

    def open(self, sealed: bytes, table: str, row_id: UUID, column: str) -> str:
        """The text of a sealed column.

        Raises:
            cryptography.exceptions.InvalidTag: it was sealed for another place or another citizen.
        """
        return unseal(self.key, sealed, self._place(table, row_id, column)).decode()

    def _place(self, table: str, row_id: UUID, column: str) -> str:
        return f"{self.municipality_code}:{table}:{row_id}:{column}"


def _owner(municipality_code: str, citizen_id: UUID) -> str:
    return f"{municipality_code}:citizen:{citizen_id}"


def new_citizen_key(work: Work, citizen_id: UUID) -> bytes:
    """A fresh key for a new citizen, wrapped, for `Citizen.data_key`."""
    return new_wrapped_key(work.keys, _owner(work.municipality_code, citizen_id))


def open_wrapped(work: Work, citizen_id: UUID, wrapped: bytes) -> CitizenSeal:
    """The seal that a wrapped key makes."""
    return CitizenSeal(
        work.municipality_code, unwrap_key(work.keys, wrapped, _owner(work.municipality_code, citizen_id))
    )


def seal_of(work: Work, citizen: Citizen) -> CitizenSeal:
    """The seal of a citizen."""
    return open_wrapped(work, citizen.id, citizen.data_key)
