"""What the feed needs to be compared with a copy.

Revision: 20261204_feed, after: 20261203_choices
"""

revision = "20261204_feed"
down_revision = "20261203_choices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in with what it is for."""


def downgrade() -> None:
    """As above."""
