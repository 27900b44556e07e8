"""Profiles of the waiting citizens of a team.

Revision: 20261202_profiles, after: 20261201_ordinary_hours
"""

revision = "20261202_profiles"
down_revision = "20261201_ordinary_hours"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in with what it is for."""


def downgrade() -> None:
    """As above."""
