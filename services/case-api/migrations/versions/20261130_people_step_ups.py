"""Who has which part in a case, start clarification and step-up.

Revision: 20261130_people_step_ups, after: 20261129_cooperations
"""

import sqlalchemy as sa
from alembic import op

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
    for statement in tenant_policy("case_person"):
        op.execute(statement)
    op.execute(grant("case_person", "select, insert, update"))


def downgrade() -> None:
    op.drop_table("case_person")


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
