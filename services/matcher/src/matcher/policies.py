"""Who may do what. Every route carries exactly one policy from here; a test enumerates them.

Roles are the case API's answer about the caller of this very request, so that taking a role away works at once.
"""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends

from matcher.dependencies import CaseApi
from rettematch.contracts.base import Role
from rettematch.contracts.staff import Me
from rettematch.problems import Forbidden
from rettematch.web import Caller


@dataclass(frozen=True, slots=True)
class Member:
    """A caller who may do what the route does; `token` is only ever passed on to the case API."""

    me: Me
    token: str = field(repr=False)


_MATCHING = frozenset({Role.CASEWORKER, Role.JOB_BROKER, Role.JOB_CONSULTANT, Role.TEAM_LEADER})

ACTIONS: dict[str, frozenset[Role]] = {
    "ranking:make": _MATCHING,
    "run:read": _MATCHING,
    "occupation:link": _MATCHING | {Role.MENTOR, Role.PROJECT_MANAGER},
    "industry-package:read": frozenset(Role),
}
"""What each role may do."""


class Policy:
    """The dependency that decides about access to a route."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.roles = ACTIONS[action]

    def __repr__(self) -> str:
        return f"Policy({self.action!r})"

    async def __call__(self, caller: Caller, case_api: CaseApi) -> Member:
        me = await case_api.me(caller.token)
        if self.roles.isdisjoint(me.roles):
            raise Forbidden
        return Member(me, caller.token)


MakeRanking = Annotated[Member, Depends(Policy("ranking:make"))]
ReadRun = Annotated[Member, Depends(Policy("run:read"))]
LinkOccupations = Annotated[Member, Depends(Policy("occupation:link"))]
ReadIndustryPackages = Annotated[Member, Depends(Policy("industry-package:read"))]
