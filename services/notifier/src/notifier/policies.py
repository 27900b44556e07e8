"""Who may do what. Every route carries exactly one policy from here; a test enumerates them."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends

from notifier.access import Access, OpenAccess
from rettematch.contracts.base import Role
from rettematch.problems import Forbidden


class Policy:
    """Marks a dependency as the one that decides about access: staff with one of the given roles."""

    def __init__(self, action: str, roles: Iterable[Role]) -> None:
        self.action = action
        self.roles = frozenset(roles)

    def __repr__(self) -> str:
        return f"Policy({self.action!r})"

    async def __call__(self, access: OpenAccess) -> Access:
        if not self.roles & access.roles:
            raise Forbidden
        return access


_OWNERS = frozenset({Role.JOB_BROKER, Role.ADMINISTRATOR})

ACTIONS: dict[str, frozenset[Role]] = {
    "endpoint:create": frozenset({Role.JOB_BROKER}),
    "endpoint:read": _OWNERS,
    "endpoint:delete": _OWNERS,
    "endpoint:test": _OWNERS,
    "delivery:read": _OWNERS,
    "follow-up:read": _OWNERS | {Role.CASEWORKER, Role.TEAM_LEADER},
}
"""What each role may do. Whose rows they are is asked beside it: a job broker's own, an administrator's all."""


def _allows(action: str) -> Policy:
    return Policy(action, ACTIONS[action])


CreateEndpoints = Annotated[Access, Depends(_allows("endpoint:create"))]
ReadEndpoints = Annotated[Access, Depends(_allows("endpoint:read"))]
DeleteEndpoints = Annotated[Access, Depends(_allows("endpoint:delete"))]
TestEndpoints = Annotated[Access, Depends(_allows("endpoint:test"))]
ReadDeliveries = Annotated[Access, Depends(_allows("delivery:read"))]
ReadFollowUps = Annotated[Access, Depends(_allows("follow-up:read"))]
