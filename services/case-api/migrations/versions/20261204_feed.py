"""What the feed needs to be compared with a copy: an identity that a new database does not share.

Revision: 20261204_feed, after: 20261203_choices
"""

from uuid import uuid4

from alembic import op

revision = "20261204_feed"
down_revision = "20261203_choices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(f"create function feed_identity() returns uuid language sql immutable return '{uuid4()}'::uuid")
    op.create_index("ix_change_entity", "change", ["municipality_code", "entity", "entity_id", "entity_version"])


def downgrade() -> None:
    op.drop_index("ix_change_entity", "change")
    op.execute("drop function feed_identity()")
