"""Job clubs: clubs, members, sessions, attendance, individual seats, and what follows in a case.

Revision: 20261128_clubs, after: 20261127_progression_consents
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rettematch.migrations import grant, tenant_policy

revision = "20261128_clubs"
down_revision = "20261127_progression_consents"
branch_labels = None
depends_on = None

TABLES = (
    "club_offer",
    "job_club",
    "club_membership",
    "club_session",
    "club_attendance",
    "absence_sheet",
    "absence_line",
    "individual_seat",
    "log_entry",
    "availability_assessment",
    "end_talk",
)


def versioned() -> Iterator[sa.Column[Any]]:
    """What every row begins with that people change."""
    yield sa.Column("municipality_code", sa.String(length=4), nullable=False)
    yield sa.Column("id", sa.Uuid(), nullable=False)
    yield sa.Column("version", sa.Integer(), nullable=False)
    yield sa.Column("created_at", sa.DateTime(timezone=True), nullable=False)
    yield sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False)


def belongs_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """A foreign key that stays inside the municipality."""
    return sa.ForeignKeyConstraint(
        ["municipality_code", column],
        [f"{other}.municipality_code", f"{other}.id"],
        name=op.f(f"fk_{table}_municipality_code_{column}"),
        ondelete="RESTRICT",
    )


def upgrade() -> None:
    op.create_table(
        "club_offer",
        *versioned(),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("overbooking", sa.Integer(), nullable=False),
        sa.Column("themes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("cafe", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_club_offer")),
    )
    op.create_index(
        op.f("ix_club_offer_municipality_code_from_date"), "club_offer", ["municipality_code", "from_date"], unique=True
    )
    op.create_table(
        "job_club",
        *versioned(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("main_responsible_id", sa.Uuid(), nullable=True),
        sa.Column("industry_owner_id", sa.Uuid(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        belongs_to("job_club", "industry_owner_id", "staff_member"),
        belongs_to("job_club", "main_responsible_id", "staff_member"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_job_club")),
    )
    op.create_index(
        op.f("ix_job_club_municipality_code_number"), "job_club", ["municipality_code", "number"], unique=True
    )
    op.create_index(
        "uq_job_club_industry",
        "job_club",
        ["municipality_code", "industry"],
        unique=True,
        postgresql_where=sa.text("closed_on is null"),
    )
    op.create_table(
        "club_membership",
        *versioned(),
        sa.Column("club_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.CheckConstraint("until_date is null or until_date >= from_date", name=op.f("ck_club_membership_period")),
        belongs_to("club_membership", "case_id", "case"),
        belongs_to("club_membership", "club_id", "job_club"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_club_membership")),
    )
    op.create_index(
        op.f("ix_club_membership_municipality_code_case_id_from_date"),
        "club_membership",
        ["municipality_code", "case_id", "from_date"],
        unique=False,
    )
    op.create_index(
        op.f("ix_club_membership_municipality_code_club_id_from_date"),
        "club_membership",
        ["municipality_code", "club_id", "from_date"],
        unique=False,
    )
    op.create_table(
        "club_session",
        *versioned(),
        sa.Column("club_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("timetable", postgresql.JSONB(), nullable=False),
        sa.Column("workshops", postgresql.JSONB(), nullable=False),
        sa.Column("attendance_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attendance_by", sa.Uuid(), nullable=True),
        belongs_to("club_session", "attendance_by", "staff_member"),
        belongs_to("club_session", "club_id", "job_club"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_club_session")),
    )
    op.create_index(
        op.f("ix_club_session_municipality_code_club_id_held_on"),
        "club_session",
        ["municipality_code", "club_id", "held_on"],
        unique=True,
    )
    op.create_table(
        "club_attendance",
        *versioned(),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "present", "excused", "unexcused", name="state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("excuse_sealed", sa.LargeBinary(), nullable=True),
        belongs_to("club_attendance", "case_id", "case"),
        belongs_to("club_attendance", "session_id", "club_session"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_club_attendance")),
    )
    op.create_index(
        op.f("ix_club_attendance_municipality_code_case_id"),
        "club_attendance",
        ["municipality_code", "case_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_club_attendance_municipality_code_session_id_case_id"),
        "club_attendance",
        ["municipality_code", "session_id", "case_id"],
        unique=True,
    )
    op.create_table(
        "absence_sheet",
        *versioned(),
        sa.Column("club_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        belongs_to("absence_sheet", "club_id", "job_club"),
        belongs_to("absence_sheet", "sent_by", "staff_member"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_absence_sheet")),
    )
    op.create_index(
        op.f("ix_absence_sheet_municipality_code_club_id_month"),
        "absence_sheet",
        ["municipality_code", "club_id", "month"],
        unique=True,
    )
    op.create_table(
        "absence_line",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("unexcused_on", postgresql.ARRAY(sa.Text()), nullable=False),
        belongs_to("absence_line", "case_id", "case"),
        belongs_to("absence_line", "sheet_id", "absence_sheet"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_absence_line")),
    )
    op.create_index(
        op.f("ix_absence_line_municipality_code_sheet_id_case_id"),
        "absence_line",
        ["municipality_code", "sheet_id", "case_id"],
        unique=True,
    )
    op.create_table(
        "individual_seat",
        *versioned(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.CheckConstraint("until_date is null or until_date >= from_date", name=op.f("ck_individual_seat_period")),
        belongs_to("individual_seat", "case_id", "case"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_individual_seat")),
    )
    op.create_index(
        op.f("ix_individual_seat_municipality_code_case_id_from_date"),
        "individual_seat",
        ["municipality_code", "case_id", "from_date"],
        unique=False,
    )
    op.create_index(
        op.f("ix_individual_seat_municipality_code_from_date"),
        "individual_seat",
        ["municipality_code", "from_date"],
        unique=False,
    )
    op.create_table(
        "log_entry",
        *versioned(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("agreements_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("next_week_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("in_job_plan", sa.Boolean(), nullable=False),
        sa.Column("followed_up_on", sa.Date(), nullable=True),
        sa.Column("done", postgresql.ARRAY(sa.Boolean()), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("followed_up_on > held_on", name=op.f("ck_log_entry_followed_up_later")),
        belongs_to("log_entry", "case_id", "case"),
        belongs_to("log_entry", "written_by", "staff_member"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_log_entry")),
    )
    op.create_index(
        op.f("ix_log_entry_municipality_code_case_id_held_on"),
        "log_entry",
        ["municipality_code", "case_id", "held_on"],
        unique=True,
    )
    op.create_table(
        "availability_assessment",
        *versioned(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("attendance_id", sa.Uuid(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("journal_note_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("notice_sent", sa.Boolean(), nullable=False),
        sa.Column("activation_hours", sa.Float(), nullable=True),
        sa.Column("ends_course", sa.Boolean(), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        belongs_to("availability_assessment", "assessed_by", "staff_member"),
        belongs_to("availability_assessment", "attendance_id", "club_attendance"),
        belongs_to("availability_assessment", "case_id", "case"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_availability_assessment")),
    )
    op.create_index(
        op.f("ix_availability_assessment_municipality_code_case_id_assessed_on"),
        "availability_assessment",
        ["municipality_code", "case_id", "assessed_on"],
        unique=False,
    )
    op.create_table(
        "end_talk",
        *versioned(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("zero_setting_match", sa.Boolean(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "company-placement",
                "journal-note-and-notice",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("hand_over_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("held_by", sa.Uuid(), nullable=False),
        belongs_to("end_talk", "case_id", "case"),
        belongs_to("end_talk", "held_by", "staff_member"),
        belongs_to("end_talk", "placement_id", "placement"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_end_talk")),
    )
    op.create_index(
        op.f("ix_end_talk_municipality_code_case_id"), "end_talk", ["municipality_code", "case_id"], unique=True
    )
    for table in TABLES:
        for statement in tenant_policy(table):
            op.execute(statement)
        op.execute(grant(table))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
