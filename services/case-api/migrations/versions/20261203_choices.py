"""Which place was chosen from a ranking, and why.

Revision: 20261203_choices, after: 20261202_profiles
"""

revision = "20261203_choices"
down_revision = "20261202_profiles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in with what it is for."""


def downgrade() -> None:
    """As above."""
