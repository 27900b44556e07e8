"""Settings and records of outreach and of filling a seat.

Revision: 20261204_outreach, after: 20261203_assignments
"""

revision = "20261204_outreach"
down_revision = "20261203_assignments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in with what it is for."""


def downgrade() -> None:
    """As above."""
