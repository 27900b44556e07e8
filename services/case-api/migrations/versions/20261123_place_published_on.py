"""Places know for which day they were last published.

Revision: 20261123_place_published_on, after: 20261122_first_tables
"""

import sqlalchemy as sa
from alembic import op

revision = "20261123_place_published_on"
down_revision = "20261122_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("place", sa.Column("published_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("place", "published_on")
