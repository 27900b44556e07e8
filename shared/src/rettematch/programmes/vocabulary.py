"""The words that the definitions use for what happens in a course and for its parts."""

from enum import StrEnum

from rettematch.contracts.cases import EventKind


class Derived(StrEnum):
    """What happens in a course and is read from its dates, conversations and placements, not recorded as an event."""

    COURSE_STARTED = "course-started"
    COURSE_ENDS = "course-ends"
    """The last day that the programme gives the citizen's cohort."""
    COURSE_CLOSED = "course-closed"
    VISITATED = "visitated"
    """The recorded visitation, else the start of the course."""
    JOB_BROKER_GIVEN = "job-broker-given"
    CV_BEGUN = "cv-begun"
    READY = "ready"
    AGREEMENT_ON_ORDINARY_HOURS = "agreement-on-ordinary-hours"
    COMPANY_CONTACT_PERSON = "company-contact-person"
    SELF_SUPPORTING = "self-supporting"
    CONVERSATION = "conversation"
    EMPLOYER_CONTACT = "employer-contact"
    FIRST_ACTIVITY = "first-activity"
    PLACEMENT_STARTED = "placement-started"
    PLACEMENT_ENDED = "placement-ended"
    TASTER_STARTED = "taster-started"
    INTERNSHIP_STARTED = "internship-started"


Happening = Derived | EventKind


class Phase(StrEnum):
    """The part of a course in which a cadence holds."""

    COURSE = "course"
    UNTIL_MATCH = "until-match"
    MATCHED = "matched"
    TASTER = "taster"
    FLEX_JOB = "flex-job"
    AFTER_JOB = "after-job"


class Lasting(StrEnum):
    """What lasts, and what a limit can hold for."""

    COURSE = "course"
    STEP = "step"
    TASTER = "taster"
    INTERNSHIP = "internship"
    """The first agreed period of an internship at one workplace."""
    EXTENSION = "extension"
