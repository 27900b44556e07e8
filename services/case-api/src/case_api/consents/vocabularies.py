"""What a consent is about: which way information goes, with whom, and what kind of it."""

from enum import StrEnum


class Direction(StrEnum):
    """Which way the information goes, seen from the municipality's employment service."""

    SHARE = "share"
    OBTAIN = "obtain"
    BOTH = "both"

    @property
    def danish_name(self) -> str:
        return _DANISH_DIRECTIONS[self]

    @property
    def ways(self) -> "frozenset[Direction]":
        """The single ways of which it is made: both is sharing and obtaining."""
        return frozenset({Direction.SHARE, Direction.OBTAIN}) if self is Direction.BOTH else frozenset({self})


class Counterpart(StrEnum):
    """With whom: another department of the municipality, or somebody outside it."""

    FAMILY_DEPARTMENT = "family-department"
    SOCIAL_DEPARTMENT = "social-department"
    HEALTH_DEPARTMENT = "health-department"
    BENEFIT_DEPARTMENT = "benefit-department"
    INTEGRATION_DEPARTMENT = "integration-department"
    EDUCATION_GUIDANCE = "education-guidance"
    GENERAL_PRACTITIONER = "general-practitioner"
    HOSPITAL = "hospital"
    PSYCHIATRY = "psychiatry"
    EMPLOYER = "employer"
    OTHER_PROVIDER = "other-provider"
    UNEMPLOYMENT_FUND = "unemployment-fund"
    SCHOOL = "school"
    HOUSING_ASSOCIATION = "housing-association"
    PRISON_SERVICE = "prison-service"
    NETWORK = "network"
    OTHER = "other"

    @property
    def danish_name(self) -> str:
        return _DANISH_COUNTERPARTS[self]


class Category(StrEnum):
    """What kind of information."""

    CONTACT_DETAILS = "contact-details"
    JOB_GOAL_AND_CV = "job-goal-and-cv"
    CONSIDERATIONS = "considerations"
    HEALTH_DOCUMENTS = "health-documents"
    FAMILY_MATTERS = "family-matters"
    CHILD_CASE = "child-case"
    HOUSING = "housing"
    BENEFIT = "benefit"
    ATTENDANCE = "attendance"
    PROGRESSION = "progression"
    PLAN_AND_SERVICES = "plan-and-services"
    CRIMINAL_MATTERS = "criminal-matters"

    @property
    def danish_name(self) -> str:
        return _DANISH_CATEGORIES[self]


class Given(StrEnum):
    """How the citizen gave the consent."""

    SIGNED = "signed"
    SPOKEN = "spoken"

    @property
    def danish_name(self) -> str:
        return {Given.SIGNED: "underskrevet", Given.SPOKEN: "mundtligt og skrevet ned"}[self]


class Basis(StrEnum):
    """On what something was shared."""

    CONSENT = "consent"
    WORK_AGREEMENT = "work-agreement"

    @property
    def danish_name(self) -> str:
        return {Basis.CONSENT: "samtykke", Basis.WORK_AGREEMENT: "arbejdsaftalen"}[self]


_DANISH_DIRECTIONS = {
    Direction.SHARE: "dele",
    Direction.OBTAIN: "hente",
    Direction.BOTH: "dele og hente",
}

_DANISH_COUNTERPARTS = {
    Counterpart.FAMILY_DEPARTMENT: "familieafdelingen",
    Counterpart.SOCIAL_DEPARTMENT: "socialafdelingen",
    Counterpart.HEALTH_DEPARTMENT: "sundhedsafdelingen",
    Counterpart.BENEFIT_DEPARTMENT: "ydelsesafdelingen",
    Counterpart.INTEGRATION_DEPARTMENT: "integrationsafdelingen",
    Counterpart.EDUCATION_GUIDANCE: "uddannelsesvejledningen",
    Counterpart.GENERAL_PRACTITIONER: "egen læge",
    Counterpart.HOSPITAL: "hospital",
    Counterpart.PSYCHIATRY: "psykiatrien",
    Counterpart.EMPLOYER: "virksomhed",
    Counterpart.OTHER_PROVIDER: "anden aktør",
    Counterpart.UNEMPLOYMENT_FUND: "a-kasse",
    Counterpart.SCHOOL: "skole eller uddannelsessted",
    Counterpart.HOUSING_ASSOCIATION: "boligforening",
    Counterpart.PRISON_SERVICE: "kriminalforsorgen",
    Counterpart.NETWORK: "pårørende og netværk",
    Counterpart.OTHER: "andre",
}

_DANISH_CATEGORIES = {
    Category.CONTACT_DETAILS: "kontaktoplysninger",
    Category.JOB_GOAL_AND_CV: "jobmål og cv",
    Category.CONSIDERATIONS: "skånehensyn",
    Category.HEALTH_DOCUMENTS: "helbredsoplysninger",
    Category.FAMILY_MATTERS: "familieforhold",
    Category.CHILD_CASE: "børnesag",
    Category.HOUSING: "boligforhold",
    Category.BENEFIT: "forsørgelse",
    Category.ATTENDANCE: "fremmøde og fravær",
    Category.PROGRESSION: "progression",
    Category.PLAN_AND_SERVICES: "plan og indsatser",
    Category.CRIMINAL_MATTERS: "strafbare forhold",
}
