"""What models were trained and which one is in use.

Revision: 20261205_learning, after: 20261204_outreach
"""

revision = "20261205_learning"
down_revision = "20261204_outreach"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in with what it is for."""


def downgrade() -> None:
    """As above."""
