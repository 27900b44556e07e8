"""What leaders record of the work as a whole: assessed checklists, baselines and a figure that misses its rule."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from local_stack.demonstration.plan import Plan
from local_stack.demonstration.requests import Request

_ROLE: Final = "team-leader"
_ASSESSED: Final = (
    ("leadership", "met", "Chefgruppen følger resultaterne hver måned.", "Referat nr. 14"),
    ("industry-knowledge", "met", "Fem konsulenter har hver sine brancher.", None),
    ("staff-see-results", "partly", "Timerne vises på teammødet, progressionen endnu ikke.", None),
    ("outreach", "met", "Plan for opsøgende arbejde med ti besøg om ugen.", "Plan 2, bilag 1"),
    ("cooperation-agreements", "met", "Aftaler efter alle fire modeller.", None),
    ("goal-sets-direction", "met", "Jobmålet står øverst i hver arbejdsaftale.", None),
    ("progression-and-sub-goals", "met", "Delmål følges op hver måned.", None),
)
"""Seven of the eight minimum requirements of the STV note, so that the checklist has something to lack."""
_BASELINES: Final = (("activity-ready", 16.5), ("integration-benefit", 22.0))


def measured_requests(plan: Plan, today: date) -> Iterator[Request]:
    """Checklists and figures of one municipality; nothing about anybody."""
    assessed_on = (today - timedelta(days=20)).isoformat()
    for number, (item, status, evidence, reference) in enumerate(_ASSESSED, start=1):
        body: dict[str, Any] = {"item": item, "status": status, "evidence": evidence, "reference": reference}
        path = "/v1/checklists/stv_min_requirements/assessments"
        yield _by_leader(plan, f"assessment-{number}", path, body | {"assessed_on": assessed_on})
    counted_on = (today - timedelta(days=240)).isoformat()
    for number, (group, share) in enumerate(_BASELINES, start=1):
        share_of = {"rule_id": "stv_share_increase", "value": share, "cohort": group, "baseline": True}
        begun = share_of | {"on": counted_on, "source": "Egen optælling"}
        yield _by_leader(plan, f"baseline-{number}", "/v1/measurements", begun)
    weekly = {"rule_id": "stv_weekly_chain", "on": assessed_on, "value": 0.5, "source": "Mødekalender"}
    yield _by_leader(plan, "measurement-1", "/v1/measurements", weekly)


def _by_leader(plan: Plan, name: str, path: str, body: dict[str, Any]) -> Request:
    return Request(f"{plan.code}/{name}", path, _ROLE, body, plan.code)
