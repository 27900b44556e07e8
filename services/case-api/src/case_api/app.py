"""The application of the case API."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from case_api.agreement_drafts.routes import router as agreement_drafts
from case_api.audit.routes import router as audit
from case_api.cases.routes import router as cases
from case_api.cases.waiting_routes import router as waiting
from case_api.changes.listener import ChangeListener
from case_api.changes.routes import router as changes
from case_api.checklists.routes import router as checklists
from case_api.citizens.background_routes import router as citizen_background
from case_api.citizens.consideration_routes import router as citizen_considerations
from case_api.citizens.routes import router as citizens
from case_api.clarifications.routes import router as clarifications
from case_api.clubs.course_routes import router as club_courses
from case_api.clubs.routes import router as clubs
from case_api.clubs.session_routes import router as club_sessions
from case_api.consents.routes import router as consents
from case_api.conversations.routes import router as conversations
from case_api.cooperations.routes import router as cooperations
from case_api.courses.routes import router as courses
from case_api.eligibility.routes import router as eligibility
from case_api.employers.calendar import Calendar
from case_api.employers.place_routes import router as places
from case_api.employers.routes import router as employers
from case_api.flex_jobs.routes import router as flex_jobs
from case_api.follow_ups.replanning import Planner
from case_api.follow_ups.routes import case_router as case_follow_ups
from case_api.follow_ups.routes import router as follow_ups
from case_api.legal_facts.routes import router as legal_facts
from case_api.measurements.routes import router as measurements
from case_api.ordinary_hours.routes import router as ordinary_hours
from case_api.people.routes import router as people
from case_api.placements.routes import router as placements
from case_api.programmes.routes import router as programmes
from case_api.progression.routes import router as progression
from case_api.reports.routes import router as reports
from case_api.results.routes import router as results
from case_api.settings import CaseApiSettings, IdentifierSettings
from case_api.staff.routes import router as staff
from case_api.step_ups.routes import router as step_ups
from rettematch.clock import Clock, system_clock
from rettematch.database import Database
from rettematch.programmes.rulebook import read_rulebook
from rettematch.sealing import load_master_keys
from rettematch.tokens import OidcSettings, TokenVerifier, load_key_set
from rettematch.web import create_service

AUDIENCE = "rettematch-case-api"

TAGS = [
    {"name": "municipalities", "description": "Kommuner: tenants, their legal bases and the caller itself."},
    {"name": "staff", "description": "Medarbejdere og teams, with their caseloads (sagsstammer)."},
    {"name": "citizens", "description": "Borgere: job goals, skills, CV and considerations (skånehensyn)."},
    {"name": "cases", "description": "Sager: one citizen in one programme (indsats)."},
    {"name": "people", "description": "Personer: who has and had which part in a case."},
    {
        "name": "step-ups",
        "description": "Step-up: several professions agree with the citizen when health or family is in the way.",
    },
    {"name": "programmes", "description": "Indsatser og love: their rules as they hold in the municipality."},
    {"name": "employers", "description": "Virksomheder, workplaces, contact persons and cooperation agreements."},
    {"name": "cooperations", "description": "Samarbejde med virksomheder: seats over time, refilling and mentors."},
    {"name": "places", "description": "Pladser: what an employer offers."},
    {"name": "placements", "description": "Forløb på en plads, with the work agreement."},
    {"name": "conversations", "description": "Samtaler og kontakter, from which follow-ups are fulfilled."},
    {"name": "courses", "description": "Forløb: what happened, of the kinds that the programme asks about."},
    {"name": "paid hours", "description": "Lønnede timer: what a citizen works for wages, over time."},
    {"name": "checklists", "description": "Tjeklister: what a programme asks of the work as a whole, with evidence."},
    {"name": "measurements", "description": "Målte tal: figures of a team or the municipality, judged by the rules."},
    {
        "name": "progression",
        "description": "Progression: questions, answers and curves; never one number for all.",
    },
    {"name": "results", "description": "What came of a course, per citizen and per worker."},
    {"name": "consents", "description": "Samtykker, and what was shared or obtained under them."},
    {"name": "follow-ups", "description": "Opfølgninger: what has to happen next, by which rule, and who does it."},
    {"name": "job clubs", "description": "Jobklubber: members, club days, attendance, individual seats, LOG book."},
    {"name": "reports", "description": "Opgørelser: what the rules count, without any person."},
    {"name": "audit", "description": "Who saw or changed what about whom."},
    {"name": "changes", "description": "The change feed that matcher and notifier follow."},
]

DESCRIPTION = """
Citizens, employers, cases and placements of a municipality's company work.

Every answer concerns the caller's own municipality only. Errors are problem documents (RFC 9457) with a Danish
sentence that can be shown as it is. Creating requests take an `Idempotency-Key`; changes need `If-Match`.
"""

ROUTERS: tuple[APIRouter, ...] = (
    staff,
    citizens,
    citizen_background,
    citizen_considerations,
    legal_facts,
    cases,
    waiting,
    people,
    clarifications,
    step_ups,
    agreement_drafts,
    conversations,
    courses,
    ordinary_hours,
    eligibility,
    flex_jobs,
    reports,
    checklists,
    measurements,
    progression,
    results,
    consents,
    case_follow_ups,
    follow_ups,
    clubs,
    club_sessions,
    club_courses,
    audit,
    cooperations,  # before the agreements, whose ids would take the names of its lists
    employers,
    places,
    placements,
    programmes,
    changes,
)


def create_app(
    settings: CaseApiSettings,
    oidc: OidcSettings,
    identifiers: IdentifierSettings | None = None,
    *,
    clock: Clock = system_clock,
    routers: Iterable[APIRouter] = ROUTERS,
) -> FastAPI:
    """The case API over one database.

    Args:
        settings: Of the service.
        oidc: The pinned identity provider.
        identifiers: Whether synthetic CPR numbers are accepted; not without this.
        clock: Read once a request; tests give a frozen one.
        routers: What to serve.
    """
    database = Database(settings.database_url, application_name="case-api", pool_size=settings.pool_size)
    listener = ChangeListener(settings.database_url)
    keys = load_master_keys(settings.key_file)
    rules = read_rulebook(settings.rules_folder)
    calendar = Calendar(database, keys, clock)
    planner = Planner(database, keys, clock, rules, settings.replan_seconds)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        listener.start()
        calendar.start()
        planner.start()
        yield
        await planner.stop()
        await calendar.stop()
        await listener.stop()
        await database.close()

    app = create_service(
        name="case-api",
        title="Rettematch case API",
        description=DESCRIPTION,
        version="1.0.0",
        clock=clock,
        verifier=TokenVerifier(oidc.issuer, AUDIENCE, load_key_set(oidc.jwks)),
        is_ready=database.is_ready,
        lifespan=lifespan,
        tags=TAGS,
    )
    app.state.database = database
    app.state.change_listener = listener
    app.state.keys = keys
    app.state.rules = rules
    app.state.smallest_count_shown = settings.smallest_count_shown
    app.state.operators = settings.operators
    app.state.synthetic_identifiers = (identifiers or IdentifierSettings()).synthetic_identifiers
    for router in routers:
        app.include_router(router)
    return app


def from_environment() -> FastAPI:
    """For `uvicorn --factory`."""
    return create_app(CaseApiSettings(), OidcSettings(), IdentifierSettings())
