"""Job clubs: sessions, attendance and individual seats.

Revision: 20261128_clubs, after: 20261127_progression_consents
"""

revision = "20261128_clubs"
down_revision = "20261127_progression_consents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
