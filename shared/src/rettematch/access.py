"""The dependency that decides about access to a route. Every route of every service carries exactly one."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from rettematch.contracts.base import Role
from rettematch.problems import Forbidden


class Policy:
    """What a route does, and the roles that may do it. A subclass is callable and gives the route its work."""

    def __init__(self, action: str, roles: Iterable[Role] = ()) -> None:
        self.action = action
        self.roles = frozenset(roles)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.action!r})"

    def check(self, roles: AbstractSet[Role]) -> None:
        """Lets in who has one of the roles.

        Raises:
            Forbidden: for everybody else.
        """
        if self.roles.isdisjoint(roles):
            raise Forbidden
