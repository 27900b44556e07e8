"""Who may do what. Every route carries exactly one policy from here; a test enumerates them.

A policy is a dependency: it opens the transaction, checks the roles and hands the route its `Work`.
"""

from typing import Annotated

from fastapi import Depends

from case_api.context import OpenPlatform, OpenWork, PlatformWork, Work, require_feed
from rettematch.access import Policy
from rettematch.contracts.base import Role


class StaffPolicy(Policy):
    """Staff of the municipality with one of the given roles."""

    async def __call__(self, work: OpenWork) -> Work:
        self.check(work.actor.roles)
        return work


class FeedPolicy(Policy):
    """Services that follow the change feed."""

    async def __call__(self, _: Annotated[None, Depends(require_feed)]) -> None:
        return None


class PlatformPolicy(Policy):
    """The platform's operator."""

    async def __call__(self, work: OpenPlatform) -> PlatformWork:
        return work


_EVERYBODY = frozenset(Role)
_CASE_WORK = frozenset({Role.CASEWORKER, Role.JOB_BROKER, Role.TEAM_LEADER})
_CASE_READ = _CASE_WORK | {Role.JOB_CONSULTANT, Role.PROJECT_MANAGER}
_MATCHING = _CASE_WORK | {Role.JOB_CONSULTANT}
"""Who may have places ranked for a citizen; the matcher leaves the decision to the disclosure."""
_COMPANY_WORK = frozenset({Role.JOB_CONSULTANT, Role.JOB_BROKER, Role.TEAM_LEADER})
_LEADERS = frozenset({Role.TEAM_LEADER, Role.PROJECT_MANAGER})

STAFF_ACTIONS: dict[str, frozenset[Role]] = {
    "me:read": _EVERYBODY,
    "programme:read": _EVERYBODY,
    "municipality:read": _EVERYBODY,
    "municipality:change": frozenset({Role.ADMINISTRATOR}),
    "team:read": _EVERYBODY,
    "team:write": frozenset({Role.ADMINISTRATOR}),
    "staff:read": _EVERYBODY,
    "staff:write": frozenset({Role.ADMINISTRATOR}),
    "caseload:read": _CASE_READ,
    "citizen:read": _CASE_READ,
    "citizen:write": _CASE_WORK,
    "citizen:search-cpr": _CASE_WORK,
    "citizen:reveal": frozenset({Role.CASEWORKER, Role.TEAM_LEADER}),
    "legal-facts:read": _CASE_READ,
    "legal-facts:write": _CASE_WORK,
    "consideration:read": _CASE_READ,
    "consideration:write": _CASE_WORK,
    "case:read": _CASE_READ,
    "case:write": _CASE_WORK,
    "case:disclose-profile": _MATCHING,
    "case:disclose-waiting": _CASE_READ,
    "case:resolve-disclosure": _CASE_READ,
    "case:read-disclosure": _CASE_READ,
    "case:assess": _CASE_WORK,
    "employer:read": _EVERYBODY,
    "employer:write": _COMPANY_WORK,
    "place:read": _EVERYBODY,
    "place:write": _COMPANY_WORK,
    "case-person:read": _CASE_READ | {Role.MENTOR},
    "case-person:write": _CASE_WORK,
    "agreement-draft:read": _CASE_WORK | {Role.JOB_CONSULTANT},
    "clarification:read": _CASE_READ,
    "clarification:write": frozenset({Role.CASEWORKER, Role.TEAM_LEADER}),
    "step-up:read": _CASE_WORK,
    "step-up:write": _CASE_WORK,
    "placement:read": _CASE_READ | {Role.MENTOR},
    "placement:write": _CASE_WORK | {Role.JOB_CONSULTANT},
    "conversation:read": _CASE_READ | {Role.MENTOR},
    "conversation:write": _CASE_WORK | {Role.JOB_CONSULTANT, Role.MENTOR},
    "course:read": _CASE_READ | {Role.MENTOR},
    "course:write": _CASE_WORK | {Role.JOB_CONSULTANT, Role.MENTOR},
    "paid-hours:read": _CASE_READ,
    "paid-hours:write": _CASE_WORK | {Role.JOB_CONSULTANT},
    "portfolio:read": _CASE_READ,
    "checklist:read": _CASE_READ,
    "checklist:write": _LEADERS,
    "measurement:read": _CASE_READ,
    "measurement:write": _LEADERS,
    "progression:read": _CASE_READ | {Role.MENTOR},
    "progression:write": _CASE_WORK | {Role.JOB_CONSULTANT, Role.MENTOR},
    "results:read": _CASE_READ,
    "consent:read": _CASE_READ | {Role.MENTOR},
    "consent:write": _CASE_WORK,
    "information-share:read": _CASE_READ,
    "information-share:write": _CASE_WORK | {Role.JOB_CONSULTANT, Role.MENTOR},
    "follow-up:read": _CASE_READ | {Role.MENTOR},
    "club:read": _CASE_READ,
    "club:write": frozenset({Role.JOB_CONSULTANT, Role.TEAM_LEADER, Role.PROJECT_MANAGER}),
    "club-member:write": _CASE_WORK | {Role.JOB_CONSULTANT},
    "log-book:read": _CASE_READ,
    "log-book:write": _CASE_WORK | {Role.JOB_CONSULTANT},
    "report:read": frozenset({Role.TEAM_LEADER, Role.PROJECT_MANAGER, Role.ADMINISTRATOR}),
    "audit:read": frozenset({Role.TEAM_LEADER, Role.ADMINISTRATOR}),
}
"""What each role may do. A mentor is a member of staff here, not a company mentor."""


def _staff(action: str) -> StaffPolicy:
    return StaffPolicy(action, STAFF_ACTIONS[action])


ReadMe = Annotated[Work, Depends(_staff("me:read"))]
ReadProgrammes = Annotated[Work, Depends(_staff("programme:read"))]
ReadMunicipality = Annotated[Work, Depends(_staff("municipality:read"))]
ChangeMunicipality = Annotated[Work, Depends(_staff("municipality:change"))]
ReadTeams = Annotated[Work, Depends(_staff("team:read"))]
WriteTeams = Annotated[Work, Depends(_staff("team:write"))]
ReadStaff = Annotated[Work, Depends(_staff("staff:read"))]
WriteStaff = Annotated[Work, Depends(_staff("staff:write"))]
ReadCaseloads = Annotated[Work, Depends(_staff("caseload:read"))]
ReadCitizens = Annotated[Work, Depends(_staff("citizen:read"))]
WriteCitizens = Annotated[Work, Depends(_staff("citizen:write"))]
SearchByCpr = Annotated[Work, Depends(_staff("citizen:search-cpr"))]
RevealCitizen = Annotated[Work, Depends(_staff("citizen:reveal"))]
ReadLegalFacts = Annotated[Work, Depends(_staff("legal-facts:read"))]
WriteLegalFacts = Annotated[Work, Depends(_staff("legal-facts:write"))]
ReadConsiderations = Annotated[Work, Depends(_staff("consideration:read"))]
WriteConsiderations = Annotated[Work, Depends(_staff("consideration:write"))]
ReadCases = Annotated[Work, Depends(_staff("case:read"))]
WriteCases = Annotated[Work, Depends(_staff("case:write"))]
DiscloseProfile = Annotated[Work, Depends(_staff("case:disclose-profile"))]
DiscloseWaiting = Annotated[Work, Depends(_staff("case:disclose-waiting"))]
ResolveDisclosures = Annotated[Work, Depends(_staff("case:resolve-disclosure"))]
ReadDisclosures = Annotated[Work, Depends(_staff("case:read-disclosure"))]
AssessCases = Annotated[Work, Depends(_staff("case:assess"))]
ReadEmployers = Annotated[Work, Depends(_staff("employer:read"))]
WriteEmployers = Annotated[Work, Depends(_staff("employer:write"))]
ReadPlaces = Annotated[Work, Depends(_staff("place:read"))]
WritePlaces = Annotated[Work, Depends(_staff("place:write"))]
ReadPeople = Annotated[Work, Depends(_staff("case-person:read"))]
WritePeople = Annotated[Work, Depends(_staff("case-person:write"))]
DraftAgreements = Annotated[Work, Depends(_staff("agreement-draft:read"))]
ReadClarifications = Annotated[Work, Depends(_staff("clarification:read"))]
WriteClarifications = Annotated[Work, Depends(_staff("clarification:write"))]
ReadStepUps = Annotated[Work, Depends(_staff("step-up:read"))]
WriteStepUps = Annotated[Work, Depends(_staff("step-up:write"))]
ReadPlacements = Annotated[Work, Depends(_staff("placement:read"))]
WritePlacements = Annotated[Work, Depends(_staff("placement:write"))]
ReadConversations = Annotated[Work, Depends(_staff("conversation:read"))]
WriteConversations = Annotated[Work, Depends(_staff("conversation:write"))]
ReadCourses = Annotated[Work, Depends(_staff("course:read"))]
WriteCourses = Annotated[Work, Depends(_staff("course:write"))]
ReadPaidHours = Annotated[Work, Depends(_staff("paid-hours:read"))]
WritePaidHours = Annotated[Work, Depends(_staff("paid-hours:write"))]
ReadPortfolio = Annotated[Work, Depends(_staff("portfolio:read"))]
ReadChecklists = Annotated[Work, Depends(_staff("checklist:read"))]
WriteChecklists = Annotated[Work, Depends(_staff("checklist:write"))]
ReadMeasurements = Annotated[Work, Depends(_staff("measurement:read"))]
WriteMeasurements = Annotated[Work, Depends(_staff("measurement:write"))]
ReadProgression = Annotated[Work, Depends(_staff("progression:read"))]
WriteProgression = Annotated[Work, Depends(_staff("progression:write"))]
ReadResults = Annotated[Work, Depends(_staff("results:read"))]
ReadConsents = Annotated[Work, Depends(_staff("consent:read"))]
WriteConsents = Annotated[Work, Depends(_staff("consent:write"))]
ReadShares = Annotated[Work, Depends(_staff("information-share:read"))]
WriteShares = Annotated[Work, Depends(_staff("information-share:write"))]
ReadFollowUps = Annotated[Work, Depends(_staff("follow-up:read"))]
ReadClubs = Annotated[Work, Depends(_staff("club:read"))]
WriteClubs = Annotated[Work, Depends(_staff("club:write"))]
WriteClubMembers = Annotated[Work, Depends(_staff("club-member:write"))]
ReadLogBooks = Annotated[Work, Depends(_staff("log-book:read"))]
WriteLogBooks = Annotated[Work, Depends(_staff("log-book:write"))]
ReadReports = Annotated[Work, Depends(_staff("report:read"))]
ReadAudit = Annotated[Work, Depends(_staff("audit:read"))]
FollowFeed = Annotated[None, Depends(FeedPolicy("changes:follow"))]
OperatePlatform = Annotated[PlatformWork, Depends(PlatformPolicy("platform:operate"))]
