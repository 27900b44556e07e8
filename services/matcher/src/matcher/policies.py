"""Who may do what. Every route carries exactly one policy from here; a test enumerates them.

Roles are the case API's answer about the caller of this very request, so that taking a role away works at once.
"""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends

from matcher.dependencies import CaseApi
from rettematch.access import Policy
from rettematch.contracts.base import Role
from rettematch.contracts.staff import Me
from rettematch.fill import FILL_ROLES
from rettematch.problems import Forbidden
from rettematch.web import Caller


@dataclass(frozen=True, slots=True)
class Member:
    """A caller who may do what the route does; `token` is only ever passed on to the case API."""

    me: Me
    token: str = field(repr=False)


_MATCHING = frozenset({Role.CASEWORKER, Role.JOB_BROKER, Role.JOB_CONSULTANT, Role.TEAM_LEADER})
_ASSIGNING = frozenset({Role.CASEWORKER, Role.JOB_BROKER, Role.TEAM_LEADER})

ACTIONS: dict[str, frozenset[Role]] = {
    "ranking:make": _MATCHING,
    "run:read": _MATCHING,
    "outreach:make": _MATCHING,
    "outreach:read": _MATCHING,
    "candidates:find": FILL_ROLES,
    "candidates:read": FILL_ROLES,
    "run:ask-further": _MATCHING,
    "assignment:make": _ASSIGNING,
    "assignment:read": _ASSIGNING,
    "assignment:decide": _ASSIGNING,
    "occupation:link": _MATCHING | {Role.MENTOR, Role.PROJECT_MANAGER},
    "industry-package:read": frozenset(Role),
}
"""What each role may do."""


class MemberPolicy(Policy):
    """Staff of the municipality with one of the given roles."""

    async def __call__(self, caller: Caller, case_api: CaseApi) -> Member:
        me = await case_api.me(caller.token)
        self.check(frozenset(me.roles))
        return Member(me, caller.token)


@dataclass(frozen=True, slots=True)
class Asker:
    """A caller for whom the case API decides, in this request, whether to disclose the profile that is asked for."""

    municipality_code: str
    token: str = field(repr=False)


class DisclosurePolicy(Policy):
    """Whoever the case API discloses the profile to: it asks for the same roles, as they are in this very request.

    The route can do nothing without that profile, so asking who the caller is beforehand would ask twice.
    """

    async def __call__(self, caller: Caller) -> Asker:
        if caller.municipality_code is None:
            raise Forbidden
        return Asker(caller.municipality_code, caller.token)


def _allows(action: str) -> MemberPolicy:
    return MemberPolicy(action, ACTIONS[action])


MakeRanking = Annotated[Asker, Depends(DisclosurePolicy("ranking:make", ACTIONS["ranking:make"]))]
ReadRun = Annotated[Member, Depends(_allows("run:read"))]
MakeOutreach = Annotated[Member, Depends(_allows("outreach:make"))]
ReadOutreach = Annotated[Member, Depends(_allows("outreach:read"))]
FindCandidates = Annotated[Member, Depends(_allows("candidates:find"))]
ReadCandidates = Annotated[Member, Depends(_allows("candidates:read"))]
AskFurther = Annotated[Member, Depends(_allows("run:ask-further"))]
MakeAssignment = Annotated[Member, Depends(_allows("assignment:make"))]
ReadAssignment = Annotated[Member, Depends(_allows("assignment:read"))]
DecideProposal = Annotated[Member, Depends(_allows("assignment:decide"))]
LinkOccupations = Annotated[Member, Depends(_allows("occupation:link"))]
ReadIndustryPackages = Annotated[Member, Depends(_allows("industry-package:read"))]
