"""Who has which part in a case, start clarification and step-up.

Revision: 20261130_people_step_ups, after: 20261129_cooperations
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rettematch.migrations import grant, tenant_policy

revision = "20261130_people_step_ups"
down_revision = "20261129_cooperations"
branch_labels = None
depends_on = None

# The present caseworker and job broker of every case begin the history. The owner is held by row-level security too,
# and no municipality is set here.
PRESENT = """
insert into case_person
    (municipality_code, id, version, created_at, updated_at, case_id, part, staff_id, from_date)
select municipality_code, gen_random_uuid(), 1, now(), now(), id, 'caseworker', caseworker_id, started_on
from "case"
union all
select municipality_code, gen_random_uuid(), 1, now(), now(), id, 'job-broker', job_broker_id,
    coalesce(job_broker_since, started_on)
from "case" where job_broker_id is not null
"""


def upgrade() -> None:
    op.create_table(
        "case_person",
        *_versioned(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("contact_person_id", sa.Uuid(), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("end_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("named_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(staff_id is null) <> (contact_person_id is null)", name=op.f("ck_case_person_one_person")),
        sa.CheckConstraint("to_date >= from_date", name=op.f("ck_case_person_period")),
        sa.CheckConstraint(
            "part in ('caseworker', 'job-broker', 'job-consultant', 'mentor', 'support-person', 'project-manager')",
            name=op.f("ck_case_person_part"),
        ),
        _key("case_person", "case_id", "case"),
        _key("case_person", "staff_id", "staff_member"),
        _key("case_person", "contact_person_id", "contact_person"),
        _key("case_person", "named_by", "staff_member"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_case_person")),
    )
    op.execute(
        "alter table case_person add constraint ex_case_person_one_at_a_time exclude using gist "
        "(municipality_code with =, case_id with =, part with =, daterange(from_date, to_date) with &&)"
    )
    for column in ("case_id", "staff_id"):
        op.create_index(
            op.f(f"ix_case_person_municipality_code_{column}"), "case_person", ["municipality_code", column]
        )
    op.execute('alter table "case" no force row level security')
    op.execute(PRESENT)
    op.execute('alter table "case" force row level security')
    _open("case_person")
    _clarifications()
    _step_ups()


def downgrade() -> None:
    for table in ("step_up_effort", "clarification", "case_person"):
        op.drop_table(table)


def _clarifications() -> None:
    op.create_table(
        "clarification",
        *_versioned(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("sent_back", sa.Boolean(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("replaced_on", sa.Date(), nullable=True),
        sa.CheckConstraint("answer in ('group-1', 'group-2', 'exempt')", name=op.f("ck_clarification_answer")),
        _key("clarification", "case_id", "case"),
        _key("clarification", "decided_by", "staff_member"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_clarification")),
    )
    op.create_index(
        "uq_clarification_current",
        "clarification",
        ["municipality_code", "case_id"],
        unique=True,
        postgresql_where=sa.text("replaced_on is null"),
    )
    op.create_index(
        op.f("ix_clarification_municipality_code_case_id_decided_on"),
        "clarification",
        ["municipality_code", "case_id", "decided_on"],
    )
    _open("clarification")


def _step_ups() -> None:
    op.create_table(
        "step_up_effort",
        *_versioned(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_by", sa.String(length=40), nullable=False),
        sa.Column("because", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("preparations", postgresql.JSONB(), nullable=False),
        sa.Column("talks", postgresql.JSONB(), nullable=False),
        sa.Column("notes_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("children_over_13", sa.Boolean(), nullable=False),
        sa.Column("child_job_asked_on", sa.Date(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreement_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "started_by in ('by-job-broker', 'by-caseworker', 'by-citizen')", name=op.f("ck_step_up_effort_started_by")
        ),
        sa.CheckConstraint("cardinality(because) > 0", name=op.f("ck_step_up_effort_because")),
        sa.CheckConstraint(
            "(agreed_on is null) = (agreement_sealed is null)", name=op.f("ck_step_up_effort_agreement")
        ),
        _key("step_up_effort", "case_id", "case"),
        _key("step_up_effort", "recorded_by", "staff_member"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_step_up_effort")),
    )
    op.create_index(
        op.f("ix_step_up_effort_municipality_code_case_id_started_on"),
        "step_up_effort",
        ["municipality_code", "case_id", "started_on"],
    )
    _open("step_up_effort")


def _open(table: str) -> None:
    for statement in tenant_policy(table):
        op.execute(statement)
    op.execute(grant(table, "select, insert, update"))


def _versioned() -> list[sa.Column[object]]:
    return [
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["municipality_code", column],
        [f"{other}.municipality_code", f"{other}.id"],
        name=op.f(f"fk_{table}_municipality_code_{column}"),
        ondelete="RESTRICT",
    )
