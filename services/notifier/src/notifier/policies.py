"""Who may do what. Every route carries exactly one policy from here; a test enumerates them."""

from typing import Annotated

from fastapi import Depends

from notifier.access import Access, OpenAccess
from rettematch.access import Policy
from rettematch.contracts.base import Role


class StaffPolicy(Policy):
    """Staff of the municipality with one of the given roles."""

    async def __call__(self, access: OpenAccess) -> Access:
        self.check(access.roles)
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


def _allows(action: str) -> StaffPolicy:
    return StaffPolicy(action, ACTIONS[action])


CreateEndpoints = Annotated[Access, Depends(_allows("endpoint:create"))]
ReadEndpoints = Annotated[Access, Depends(_allows("endpoint:read"))]
DeleteEndpoints = Annotated[Access, Depends(_allows("endpoint:delete"))]
TestEndpoints = Annotated[Access, Depends(_allows("endpoint:test"))]
ReadDeliveries = Annotated[Access, Depends(_allows("delivery:read"))]
ReadFollowUps = Annotated[Access, Depends(_allows("follow-up:read"))]
