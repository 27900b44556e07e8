"""Every version of a place that the feed gave, so that any answer can be given again.

Revision: 20261202_place_history, after: 20261122_first_tables
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rettematch.migrations import grant, tenant_policy

revision = "20261202_place_history"
down_revision = "20261122_first_tables"
branch_labels = None
depends_on = None

# What is kept so far is the history up to the position reached: answers of before cannot be given again.
_BEGIN_WITH_WHAT_IS_KEPT = """
do $$
declare
    code text;
begin
    perform set_config('app.scope', 'feed', true);
    for code in select distinct municipality_code from catalogue_place loop
        perform set_config('app.municipality', code, true);
        insert into place_history
        select p.municipality_code, 1, p.place_id, p.version,
            split_part(f.cursor, '.', 1)::bigint, split_part(f.cursor, '.', 2)::bigint, p.snapshot
        from catalogue_place p cross join feed_position f where f.name = 'places' and p.municipality_code = code;
    end loop;
    perform set_config('app.municipality', '', true);
    perform set_config('app.scope', '', true);
end $$
"""


def upgrade() -> None:
    op.create_table(
        "place_history",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "epoch", "place_id", "version", name="pk_place_history"),
    )
    op.create_index(
        "ix_place_history_position",
        "place_history",
        ["municipality_code", "epoch", "transaction_id", "sequence", "place_id"],
    )
    op.add_column("feed_position", sa.Column("feed_id", sa.Uuid(), nullable=True))
    for table, name in (("feed_position", "epoch"), ("ranking_run", "feed_epoch")):
        op.add_column(table, sa.Column(name, sa.Integer(), nullable=False, server_default="1"))
        op.alter_column(table, name, server_default=None)
    for statement in (
        *tenant_policy("place_history", also="current_setting('app.scope', true) = 'feed'"),
        _BEGIN_WITH_WHAT_IS_KEPT,
        grant("place_history", "select, insert"),
        grant("catalogue_place", "delete"),
    ):
        op.execute(statement)


def downgrade() -> None:
    op.drop_column("ranking_run", "feed_epoch")
    op.drop_column("feed_position", "epoch")
    op.drop_column("feed_position", "feed_id")
    op.drop_table("place_history")
