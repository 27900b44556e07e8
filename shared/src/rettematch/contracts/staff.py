"""Who a caller is, as the case API answers it."""

from uuid import UUID

from rettematch.contracts.base import Contract, MunicipalityCode, Role


class Me(Contract):
    """The caller of a request. Matcher and notifier ask for it with the caller's own token."""

    staff_id: UUID
    municipality_code: MunicipalityCode
    team_id: UUID | None
    roles: tuple[Role, ...]
