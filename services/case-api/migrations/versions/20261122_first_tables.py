"""The first tables: staff, citizens, cases, employers, places, placements, audit, history and the change feed.

Revision: 20261122_first_tables, after:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rettematch.migrations import grant, tenant_policy

revision = "20261122_first_tables"
down_revision = None
branch_labels = None
depends_on = None


DANISH_SORT_KEY = """
create function danish_sort_key(name text) returns text
language sql immutable strict parallel safe
return replace(
    translate(lower(translate(name, 'ÆØÅÄÖÉÈÜ', 'æøåäöéèü')), 'éèüæäøö', 'eeu{{||'),
    'aa', 'å'
) collate "C"
"""
"""Danish order without ICU: æ, ø and å come after z, aa counts as å, and accents do not matter.

`{` and `|` follow z in ASCII and å follows them; lower() knows only ASCII in the C locale, so the Danish capitals are
translated first.
"""

TENANT_TABLES = (
    "legal_basis",
    "team",
    "staff_member",
    "citizen",
    "job_goal",
    "citizen_skill",
    "cv_entry",
    "consideration",
    '"case"',
    "employer",
    "workplace",
    "contact_person",
    "cooperation_agreement",
    "place",
    "placement",
    "agreed_follow_up",
    "conversation",
    "idempotency_record",
)
ADDED_TO_ONLY = ("audit_event", "revision", "disclosure")
"""The service can add rows here and read them, never change or remove one."""


def upgrade() -> None:
    op.execute(DANISH_SORT_KEY)
    op.create_table(
        "audit_event",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_audit_event")),
    )
    op.create_index(
        op.f("ix_audit_event_municipality_code_actor_id_recorded_at"),
        "audit_event",
        ["municipality_code", "actor_id", "recorded_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_audit_event_municipality_code_citizen_id_recorded_at"),
        "audit_event",
        ["municipality_code", "citizen_id", "recorded_at"],
        unique=False,
    )
    op.create_table(
        "change",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "transaction_id",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "entity",
            sa.Enum("place", "case", name="entity", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("entity_version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trace_parent", sa.String(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_change")),
    )
    op.create_index("ix_change_position", "change", ["transaction_id", "sequence"], unique=True)
    op.create_table(
        "citizen",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=False),
        sa.Column("cpr_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("cpr_index", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(collation="C"), nullable=False),
        sa.Column("address_protected", sa.Boolean(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column(
            "benefit",
            sa.Enum(
                "cash-benefit",
                "education-benefit",
                "integration-benefit",
                "unemployment-benefit",
                "sickness-benefit",
                "resource-programme",
                "job-clarification",
                "unemployment-allowance",
                "flex-wage-subsidy",
                "disability-pension",
                "none",
                name="benefit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("benefit_since", sa.Date(), nullable=True),
        sa.Column(
            "match_group",
            sa.Enum(
                "job-ready",
                "activity-ready",
                "education-ready",
                "obviously-education-ready",
                "not-visitated",
                name="match_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "danish_spoken",
            sa.Enum(
                "none",
                "A1",
                "A2",
                "B1",
                "B2",
                "C1",
                "C2",
                name="danish_spoken",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "danish_read",
            sa.Enum(
                "none",
                "A1",
                "A2",
                "B1",
                "B2",
                "C1",
                "C2",
                name="danish_read",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("other_languages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("hours_per_day_max", sa.Float(), nullable=False),
        sa.Column("hours_per_week_max", sa.Float(), nullable=False),
        sa.Column("days", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("earliest_start", sa.String(), nullable=False),
        sa.Column("latest_end", sa.String(), nullable=False),
        sa.Column("travel_km", sa.Integer(), nullable=False),
        sa.Column("schemes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("packages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("certificates", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("clean_criminal_record", sa.Boolean(), nullable=True),
        sa.Column("child_protection_certificate", sa.Boolean(), nullable=True),
        sa.Column("avoided_employers", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_citizen")),
    )
    op.create_index(
        op.f("ix_citizen_municipality_code_cpr_index"), "citizen", ["municipality_code", "cpr_index"], unique=True
    )
    op.create_index(
        "ix_citizen_name",
        "citizen",
        ["municipality_code", sa.literal_column("danish_sort_key(name)"), "id"],
        unique=False,
    )
    op.create_table(
        "employer",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cvr", sa.String(), nullable=False),
        sa.Column("name", sa.String(collation="C"), nullable=False),
        sa.Column(
            "sector",
            sa.Enum("private", "public", name="sector", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_employer")),
    )
    op.create_index(op.f("ix_employer_municipality_code_cvr"), "employer", ["municipality_code", "cvr"], unique=True)
    op.create_index(
        "ix_employer_name",
        "employer",
        ["municipality_code", sa.literal_column("danish_sort_key(name)"), "id"],
        unique=False,
    )
    op.create_table(
        "idempotency_record",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_idempotency_record")),
    )
    op.create_index(
        op.f("ix_idempotency_record_municipality_code_actor_id_key"),
        "idempotency_record",
        ["municipality_code", "actor_id", "key"],
        unique=True,
    )
    op.create_table(
        "legal_basis",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("in_force_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_legal_basis")),
    )
    op.create_table(
        "municipality",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", name=op.f("pk_municipality")),
    )
    op.create_table(
        "revision",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("resource_version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_revision")),
    )
    op.create_index(
        op.f("ix_revision_municipality_code_resource_resource_id_resource_version"),
        "revision",
        ["municipality_code", "resource", "resource_id", "resource_version"],
        unique=True,
    )
    op.create_table(
        "team",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_team")),
    )
    op.create_index(op.f("ix_team_municipality_code_name"), "team", ["municipality_code", "name"], unique=True)
    op.create_table(
        "citizen_skill",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "citizen",
                "step-up",
                "health-professional",
                "caseworker",
                "workplace",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "citizen_id"],
            ["citizen.municipality_code", "citizen.id"],
            name=op.f("fk_citizen_skill_municipality_code_citizen_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_citizen_skill")),
    )
    op.create_index(
        op.f("ix_citizen_skill_municipality_code_citizen_id_skill"),
        "citizen_skill",
        ["municipality_code", "citizen_id", "skill"],
        unique=True,
    )
    op.create_table(
        "consideration",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "citizen",
                "step-up",
                "health-professional",
                "caseworker",
                "workplace",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("next_look_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "citizen_id"],
            ["citizen.municipality_code", "citizen.id"],
            name=op.f("fk_consideration_municipality_code_citizen_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_consideration")),
    )
    op.create_index(
        op.f("ix_consideration_municipality_code_citizen_id"),
        "consideration",
        ["municipality_code", "citizen_id"],
        unique=False,
    )
    op.create_table(
        "cv_entry",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "job",
                "education",
                "course",
                "voluntary",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "citizen_id"],
            ["citizen.municipality_code", "citizen.id"],
            name=op.f("fk_cv_entry_municipality_code_citizen_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_cv_entry")),
    )
    op.create_index(
        op.f("ix_cv_entry_municipality_code_citizen_id"), "cv_entry", ["municipality_code", "citizen_id"], unique=False
    )
    op.create_table(
        "job_goal",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("change_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "citizen_id"],
            ["citizen.municipality_code", "citizen.id"],
            name=op.f("fk_job_goal_municipality_code_citizen_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_job_goal")),
    )
    op.create_index(
        op.f("ix_job_goal_municipality_code_citizen_id"), "job_goal", ["municipality_code", "citizen_id"], unique=False
    )
    op.create_table(
        "staff_member",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "team_id"],
            ["team.municipality_code", "team.id"],
            name=op.f("fk_staff_member_municipality_code_team_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_staff_member")),
    )
    op.create_index(
        op.f("ix_staff_member_municipality_code_subject"), "staff_member", ["municipality_code", "subject"], unique=True
    )
    op.create_table(
        "workplace",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("p_number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("industry_code", sa.String(), nullable=False),
        sa.Column("ordinary_full_time", sa.Float(), nullable=True),
        sa.Column("ordinary_full_time_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "employer_id"],
            ["employer.municipality_code", "employer.id"],
            name=op.f("fk_workplace_municipality_code_employer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_workplace")),
    )
    op.create_index(
        op.f("ix_workplace_municipality_code_employer_id"),
        "workplace",
        ["municipality_code", "employer_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_workplace_municipality_code_p_number"), "workplace", ["municipality_code", "p_number"], unique=True
    )
    op.create_table(
        "case",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "ordinary-job",
                "education",
                "wage-subsidy",
                "benefit-with-hours",
                "flex-job",
                "still-on-benefit",
                "moved",
                "other",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("caseworker_id", sa.Uuid(), nullable=False),
        sa.Column("job_broker_id", sa.Uuid(), nullable=True),
        sa.Column("job_broker_since", sa.Date(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("cv_begun_on", sa.Date(), nullable=True),
        sa.Column("ready_on", sa.Date(), nullable=True),
        sa.Column("self_supporting_on", sa.Date(), nullable=True),
        sa.Column("feed_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "caseworker_id"],
            ["staff_member.municipality_code", "staff_member.id"],
            name=op.f("fk_case_municipality_code_caseworker_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "citizen_id"],
            ["citizen.municipality_code", "citizen.id"],
            name=op.f("fk_case_municipality_code_citizen_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "job_broker_id"],
            ["staff_member.municipality_code", "staff_member.id"],
            name=op.f("fk_case_municipality_code_job_broker_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "team_id"],
            ["team.municipality_code", "team.id"],
            name=op.f("fk_case_municipality_code_team_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_case")),
    )
    op.create_index(
        op.f("ix_case_municipality_code_caseworker_id"), "case", ["municipality_code", "caseworker_id"], unique=False
    )
    op.create_index(
        op.f("ix_case_municipality_code_job_broker_id"), "case", ["municipality_code", "job_broker_id"], unique=False
    )
    op.create_index(
        "uq_case_open",
        "case",
        ["municipality_code", "citizen_id", "programme"],
        unique=True,
        postgresql_where=sa.text("closed_on is null"),
    )
    op.create_table(
        "contact_person",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("workplace_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("is_mentor", sa.Boolean(), nullable=False),
        sa.Column("mentor_trained_on", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "employer_id"],
            ["employer.municipality_code", "employer.id"],
            name=op.f("fk_contact_person_municipality_code_employer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "workplace_id"],
            ["workplace.municipality_code", "workplace.id"],
            name=op.f("fk_contact_person_municipality_code_workplace_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_contact_person")),
    )
    op.create_index(
        op.f("ix_contact_person_municipality_code_employer_id"),
        "contact_person",
        ["municipality_code", "employer_id"],
        unique=False,
    )
    op.create_table(
        "cooperation_agreement",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "model",
            sa.Enum(
                "fixed-seats",
                "pre-agreed-seats",
                "approached-on-match",
                "cluster",
                name="model",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("workplaces", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("central_mentor_id", sa.Uuid(), nullable=True),
        sa.Column("jobcentre_contact_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "central_mentor_id"],
            ["contact_person.municipality_code", "contact_person.id"],
            name=op.f("fk_cooperation_agreement_municipality_code_central_mentor_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "employer_id"],
            ["employer.municipality_code", "employer.id"],
            name=op.f("fk_cooperation_agreement_municipality_code_employer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "jobcentre_contact_id"],
            ["staff_member.municipality_code", "staff_member.id"],
            name=op.f("fk_cooperation_agreement_municipality_code_jobcentre_contact_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_cooperation_agreement")),
    )
    op.create_index(
        op.f("ix_cooperation_agreement_municipality_code_employer_id"),
        "cooperation_agreement",
        ["municipality_code", "employer_id"],
        unique=False,
    )
    op.create_table(
        "disclosure",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("disclosed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disclosed_to", sa.Uuid(), nullable=False),
        sa.Column("profile_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["case.municipality_code", "case.id"],
            name=op.f("fk_disclosure_municipality_code_case_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_disclosure")),
    )
    op.create_index(
        op.f("ix_disclosure_municipality_code_case_id"), "disclosure", ["municipality_code", "case_id"], unique=False
    )
    op.create_table(
        "place",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workplace_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("contact_person_id", sa.Uuid(), nullable=True),
        sa.Column("mentor_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("tasks", sa.String(), nullable=False),
        sa.Column("occupations", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("demands", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "language_spoken",
            sa.Enum(
                "none",
                "A1",
                "A2",
                "B1",
                "B2",
                "C1",
                "C2",
                name="language_spoken",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "language_read",
            sa.Enum(
                "none",
                "A1",
                "A2",
                "B1",
                "B2",
                "C1",
                "C2",
                name="language_read",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language_known", sa.Boolean(), nullable=False),
        sa.Column("certificates", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("clean_criminal_record", sa.Boolean(), nullable=True),
        sa.Column("child_protection_certificate", sa.Boolean(), nullable=True),
        sa.Column("schemes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("hours_per_day_min", sa.Float(), nullable=False),
        sa.Column("hours_per_week_min", sa.Float(), nullable=False),
        sa.Column("hours_per_week_max", sa.Float(), nullable=False),
        sa.Column("days", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("earliest_start", sa.String(), nullable=False),
        sa.Column("latest_end", sa.String(), nullable=False),
        sa.Column("open_from", sa.Date(), nullable=False),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column(
            "paid_hours_prospect",
            sa.Enum(
                "none",
                "possible",
                "likely",
                "agreed",
                name="paid_hours_prospect",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("feed_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("open_until is null or open_until >= open_from", name=op.f("ck_place_period")),
        sa.CheckConstraint("seats between 1 and 99", name=op.f("ck_place_seats")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "agreement_id"],
            ["cooperation_agreement.municipality_code", "cooperation_agreement.id"],
            name=op.f("fk_place_municipality_code_agreement_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "contact_person_id"],
            ["contact_person.municipality_code", "contact_person.id"],
            name=op.f("fk_place_municipality_code_contact_person_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "mentor_id"],
            ["contact_person.municipality_code", "contact_person.id"],
            name=op.f("fk_place_municipality_code_mentor_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "workplace_id"],
            ["workplace.municipality_code", "workplace.id"],
            name=op.f("fk_place_municipality_code_workplace_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_place")),
    )
    op.create_index(
        op.f("ix_place_municipality_code_workplace_id"), "place", ["municipality_code", "workplace_id"], unique=False
    )
    op.create_table(
        "placement",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("workplace_id", sa.Uuid(), nullable=False),
        sa.Column(
            "scheme",
            sa.Enum(
                "taster",
                "internship",
                "wage-subsidy",
                "ordinary-hours",
                "flex-job",
                name="scheme",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hours_per_week", sa.Float(), nullable=False),
        sa.Column("hours_per_day", sa.Float(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "ordinary-job",
                "ordinary-hours",
                "flex-job",
                "education",
                "new-placement",
                "completed",
                "broken-off-by-citizen",
                "broken-off-by-employer",
                "broken-off-health",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("contact_person_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=True),
        sa.Column("ordinary_hours_planned", sa.Boolean(), nullable=False),
        sa.Column("step_up", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("agreement_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ended_on is null or outcome is not null", name=op.f("ck_placement_outcome_given")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_placement_period")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["case.municipality_code", "case.id"],
            name=op.f("fk_placement_municipality_code_case_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "contact_person_id"],
            ["contact_person.municipality_code", "contact_person.id"],
            name=op.f("fk_placement_municipality_code_contact_person_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "mentor_id"],
            ["contact_person.municipality_code", "contact_person.id"],
            name=op.f("fk_placement_municipality_code_mentor_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "place_id"],
            ["place.municipality_code", "place.id"],
            name=op.f("fk_placement_municipality_code_place_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "workplace_id"],
            ["workplace.municipality_code", "workplace.id"],
            name=op.f("fk_placement_municipality_code_workplace_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_placement")),
    )
    op.create_index(
        op.f("ix_placement_municipality_code_case_id"), "placement", ["municipality_code", "case_id"], unique=False
    )
    op.create_index(
        op.f("ix_placement_municipality_code_place_id"), "placement", ["municipality_code", "place_id"], unique=False
    )
    op.create_index(
        op.f("ix_placement_municipality_code_workplace_id"),
        "placement",
        ["municipality_code", "workplace_id"],
        unique=False,
    )
    op.create_table(
        "agreed_follow_up",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "meeting",
                "phone",
                "video",
                "visit",
                "message",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "placement_id"],
            ["placement.municipality_code", "placement.id"],
            name=op.f("fk_agreed_follow_up_municipality_code_placement_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_agreed_follow_up")),
    )
    op.create_index(
        op.f("ix_agreed_follow_up_municipality_code_placement_id"),
        "agreed_follow_up",
        ["municipality_code", "placement_id"],
        unique=False,
    )
    op.create_table(
        "conversation",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "meeting",
                "phone",
                "video",
                "visit",
                "message",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("with_citizen", sa.Boolean(), nullable=False),
        sa.Column("with_employer", sa.Boolean(), nullable=False),
        sa.Column("held_by", sa.Uuid(), nullable=False),
        sa.Column("agreed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("fulfils", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["case.municipality_code", "case.id"],
            name=op.f("fk_conversation_municipality_code_case_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "held_by"],
            ["staff_member.municipality_code", "staff_member.id"],
            name=op.f("fk_conversation_municipality_code_held_by"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "placement_id"],
            ["placement.municipality_code", "placement.id"],
            name=op.f("fk_conversation_municipality_code_placement_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_conversation")),
    )
    op.create_index(
        op.f("ix_conversation_municipality_code_case_id_held_at"),
        "conversation",
        ["municipality_code", "case_id", "held_at"],
        unique=False,
    )
    for table in TENANT_TABLES:
        _protect(table, "select, insert, update, delete")
    for table in ADDED_TO_ONLY:
        _protect(table, "select, insert")
    _protect("change", "select, insert", also="current_setting('app.scope', true) = 'feed'")
    _protect("municipality", "select, insert, update", also="current_setting('app.scope', true) = 'platform'")


def _protect(table: str, privileges: str, *, also: str = "false") -> None:
    for statement in tenant_policy(table, also=also):
        op.execute(statement)
    op.execute(grant(table, privileges))


def downgrade() -> None:
    op.drop_index(op.f("ix_conversation_municipality_code_case_id_held_at"), table_name="conversation")
    op.drop_table("conversation")
    op.drop_index(op.f("ix_agreed_follow_up_municipality_code_placement_id"), table_name="agreed_follow_up")
    op.drop_table("agreed_follow_up")
    op.drop_index(op.f("ix_placement_municipality_code_workplace_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_municipality_code_place_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_municipality_code_case_id"), table_name="placement")
    op.drop_table("placement")
    op.drop_index(op.f("ix_place_municipality_code_workplace_id"), table_name="place")
    op.drop_table("place")
    op.drop_index(op.f("ix_disclosure_municipality_code_case_id"), table_name="disclosure")
    op.drop_table("disclosure")
    op.drop_index(op.f("ix_cooperation_agreement_municipality_code_employer_id"), table_name="cooperation_agreement")
    op.drop_table("cooperation_agreement")
    op.drop_index(op.f("ix_contact_person_municipality_code_employer_id"), table_name="contact_person")
    op.drop_table("contact_person")
    op.drop_index("uq_case_open", table_name="case", postgresql_where=sa.text("closed_on is null"))
    op.drop_index(op.f("ix_case_municipality_code_job_broker_id"), table_name="case")
    op.drop_index(op.f("ix_case_municipality_code_caseworker_id"), table_name="case")
    op.drop_table("case")
    op.drop_index(op.f("ix_workplace_municipality_code_p_number"), table_name="workplace")
    op.drop_index(op.f("ix_workplace_municipality_code_employer_id"), table_name="workplace")
    op.drop_table("workplace")
    op.drop_index(op.f("ix_staff_member_municipality_code_subject"), table_name="staff_member")
    op.drop_table("staff_member")
    op.drop_index(op.f("ix_job_goal_municipality_code_citizen_id"), table_name="job_goal")
    op.drop_table("job_goal")
    op.drop_index(op.f("ix_cv_entry_municipality_code_citizen_id"), table_name="cv_entry")
    op.drop_table("cv_entry")
    op.drop_index(op.f("ix_consideration_municipality_code_citizen_id"), table_name="consideration")
    op.drop_table("consideration")
    op.drop_index(op.f("ix_citizen_skill_municipality_code_citizen_id_skill"), table_name="citizen_skill")
    op.drop_table("citizen_skill")
    op.drop_index(op.f("ix_team_municipality_code_name"), table_name="team")
    op.drop_table("team")
    op.drop_index(op.f("ix_revision_municipality_code_resource_resource_id_resource_version"), table_name="revision")
    op.drop_table("revision")
    op.drop_table("municipality")
    op.drop_table("legal_basis")
    op.drop_index(op.f("ix_idempotency_record_municipality_code_actor_id_key"), table_name="idempotency_record")
    op.drop_table("idempotency_record")
    op.drop_index("ix_employer_name", table_name="employer")
    op.drop_index(op.f("ix_employer_municipality_code_cvr"), table_name="employer")
    op.drop_table("employer")
    op.drop_index("ix_citizen_name", table_name="citizen")
    op.drop_index(op.f("ix_citizen_municipality_code_cpr_index"), table_name="citizen")
    op.drop_table("citizen")
    op.drop_index("ix_change_position", table_name="change")
    op.drop_table("change")
    op.drop_index(op.f("ix_audit_event_municipality_code_citizen_id_recorded_at"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_municipality_code_actor_id_recorded_at"), table_name="audit_event")
    op.drop_table("audit_event")
    op.execute("drop function danish_sort_key(text)")
