"""The first tables: case facts, follow-ups, reminders, endpoints, messages and deliveries.

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

WORKER = "current_setting('app.scope', true) = 'worker'"
"""The worker looks in every municipality for what is due; it writes in one at a time."""

TENANT_TABLES = {
    "case_facts": WORKER,
    "follow_up": "false",
    "reminder": "false",
    "endpoint": "false",
    "endpoint_secret": "false",
    "message": "false",
    "delivery": WORKER,
    "attempt": "false",
}


def upgrade() -> None:
    op.create_table(
        "case_facts",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=False),
        sa.Column("job_broker_id", sa.Uuid(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replan_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_case_facts")),
    )
    op.create_index(
        op.f("ix_case_facts_municipality_code_job_broker_id"),
        "case_facts",
        ["municipality_code", "job_broker_id"],
        unique=False,
    )
    op.create_index(
        "ix_case_facts_replan_at",
        "case_facts",
        ["replan_at"],
        unique=False,
        postgresql_where=sa.text("replan_at is not null"),
    )
    op.create_table(
        "endpoint",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("events", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "active", "disabled", "deleted", name="state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("request_hash", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_endpoint")),
    )
    op.create_index(
        op.f("ix_endpoint_municipality_code_owner_id"), "endpoint", ["municipality_code", "owner_id"], unique=False
    )
    op.create_index(
        "uq_endpoint_idempotency_key",
        "endpoint",
        ["municipality_code", "owner_id", "idempotency_key"],
        unique=True,
        postgresql_where=sa.text("idempotency_key is not null"),
    )
    op.create_table(
        "feed_position",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_feed_position")),
    )
    op.create_table(
        "endpoint_secret",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "endpoint_id"],
            ["endpoint.municipality_code", "endpoint.id"],
            name=op.f("fk_endpoint_secret_municipality_code_endpoint_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_endpoint_secret")),
    )
    op.create_index(
        op.f("ix_endpoint_secret_municipality_code_endpoint_id"),
        "endpoint_secret",
        ["municipality_code", "endpoint_id"],
        unique=False,
    )
    op.create_table(
        "follow_up",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column(
            "responsible",
            sa.Enum(
                "caseworker",
                "job-broker",
                "job-consultant",
                "mentor",
                "team-leader",
                "project-manager",
                "administrator",
                name="responsible",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("responsible_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "due",
                "overdue",
                "fulfilled",
                "missed",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fulfilled_by", sa.Uuid(), nullable=True),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["case_facts.municipality_code", "case_facts.id"],
            name=op.f("fk_follow_up_municipality_code_case_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_follow_up")),
    )
    op.create_index(
        op.f("ix_follow_up_municipality_code_case_id_key"),
        "follow_up",
        ["municipality_code", "case_id", "key"],
        unique=True,
    )
    op.create_index(
        op.f("ix_follow_up_municipality_code_due_at_id"),
        "follow_up",
        ["municipality_code", "due_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_follow_up_municipality_code_responsible_id_status"),
        "follow_up",
        ["municipality_code", "responsible_id", "status"],
        unique=False,
    )
    op.create_table(
        "message",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "follow_up_id"],
            ["follow_up.municipality_code", "follow_up.id"],
            name=op.f("fk_message_municipality_code_follow_up_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_message")),
    )
    op.create_index(
        op.f("ix_message_municipality_code_follow_up_id"),
        "message",
        ["municipality_code", "follow_up_id"],
        unique=False,
    )
    op.create_table(
        "reminder",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("due", "overdue", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "follow_up_id"],
            ["follow_up.municipality_code", "follow_up.id"],
            name=op.f("fk_reminder_municipality_code_follow_up_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_reminder")),
    )
    op.create_index(
        op.f("ix_reminder_municipality_code_case_id_key_kind"),
        "reminder",
        ["municipality_code", "case_id", "key", "kind"],
        unique=True,
    )
    op.create_index(
        op.f("ix_reminder_municipality_code_follow_up_id"),
        "reminder",
        ["municipality_code", "follow_up_id"],
        unique=False,
    )
    op.create_table(
        "delivery",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "sending",
                "retrying",
                "delivered",
                "dead",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "delivered",
                "refused",
                "redirected",
                "gone",
                "timed-out",
                "unreachable",
                "address-refused",
                "no-more-attempts",
                "worker-died",
                "follow-up-closed",
                "no-longer-responsible",
                "endpoint-gone",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("attempt_no", sa.Integer(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("total_runs", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "endpoint_id"],
            ["endpoint.municipality_code", "endpoint.id"],
            name=op.f("fk_delivery_municipality_code_endpoint_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "message_id"],
            ["message.municipality_code", "message.id"],
            name=op.f("fk_delivery_municipality_code_message_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_delivery")),
    )
    op.create_index(
        "ix_delivery_lease_until",
        "delivery",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        op.f("ix_delivery_municipality_code_endpoint_id_id"),
        "delivery",
        ["municipality_code", "endpoint_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_delivery_municipality_code_message_id_endpoint_id"),
        "delivery",
        ["municipality_code", "message_id", "endpoint_id"],
        unique=True,
    )
    op.create_index(
        "ix_delivery_next_at",
        "delivery",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state in ('pending', 'retrying')"),
    )
    op.create_table(
        "attempt",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_no", sa.Integer(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "delivered",
                "refused",
                "redirected",
                "gone",
                "timed-out",
                "unreachable",
                "address-refused",
                "no-more-attempts",
                "worker-died",
                "follow-up-closed",
                "no-longer-responsible",
                "endpoint-gone",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "delivery_id"],
            ["delivery.municipality_code", "delivery.id"],
            name=op.f("fk_attempt_municipality_code_delivery_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_attempt")),
    )
    op.create_index(
        op.f("ix_attempt_municipality_code_delivery_id_attempt_no"),
        "attempt",
        ["municipality_code", "delivery_id", "attempt_no"],
        unique=True,
    )
    for table, also in TENANT_TABLES.items():
        for statement in tenant_policy(table, also=also):
            op.execute(statement)
        op.execute(grant(table))
    op.execute(grant("feed_position", "select, insert, update"))


def downgrade() -> None:
    op.drop_index(op.f("ix_attempt_municipality_code_delivery_id_attempt_no"), table_name="attempt")
    op.drop_table("attempt")
    op.drop_index(
        "ix_delivery_next_at", table_name="delivery", postgresql_where=sa.text("state in ('pending', 'retrying')")
    )
    op.drop_index(op.f("ix_delivery_municipality_code_message_id_endpoint_id"), table_name="delivery")
    op.drop_index(op.f("ix_delivery_municipality_code_endpoint_id_id"), table_name="delivery")
    op.drop_index("ix_delivery_lease_until", table_name="delivery", postgresql_where=sa.text("state = 'sending'"))
    op.drop_table("delivery")
    op.drop_index(op.f("ix_reminder_municipality_code_follow_up_id"), table_name="reminder")
    op.drop_index(op.f("ix_reminder_municipality_code_case_id_key_kind"), table_name="reminder")
    op.drop_table("reminder")
    op.drop_index(op.f("ix_message_municipality_code_follow_up_id"), table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_follow_up_municipality_code_responsible_id_status"), table_name="follow_up")
    op.drop_index(op.f("ix_follow_up_municipality_code_due_at_id"), table_name="follow_up")
    op.drop_index(op.f("ix_follow_up_municipality_code_case_id_key"), table_name="follow_up")
    op.drop_table("follow_up")
    op.drop_index(op.f("ix_endpoint_secret_municipality_code_endpoint_id"), table_name="endpoint_secret")
    op.drop_table("endpoint_secret")
    op.drop_table("feed_position")
    op.drop_index(
        "uq_endpoint_idempotency_key", table_name="endpoint", postgresql_where=sa.text("idempotency_key is not null")
    )
    op.drop_index(op.f("ix_endpoint_municipality_code_owner_id"), table_name="endpoint")
    op.drop_table("endpoint")
    op.drop_index("ix_case_facts_replan_at", table_name="case_facts", postgresql_where=sa.text("replan_at is not null"))
    op.drop_index(op.f("ix_case_facts_municipality_code_job_broker_id"), table_name="case_facts")
    op.drop_table("case_facts")
