"""How many of everything there are, and where: the two municipalities of the demonstration."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Plan:
    """One municipality to make.

    Args:
        code: Of the municipality.
        staff: How many of each role, the administrator among them.
        resource_programme: Citizens in a resource programme (ressourceforløb).
        cash_benefit: Citizens on cash benefit (kontanthjælp).
        employers: Of which each has one workplace at least.
        workplaces: In all.
        places: In all; every workplace has one at least.
        placements: Running courses at the places.
        postcodes: Where people live and work, as often as they are listed.
        first_serial: Of the made-up CVR and P-numbers, so that no two municipalities share one.
    """

    code: str
    staff: dict[str, int]
    resource_programme: int
    cash_benefit: int
    employers: int
    workplaces: int
    places: int
    placements: int
    postcodes: tuple[str, ...]
    first_serial: int

    @property
    def citizens(self) -> int:
        return self.resource_programme + self.cash_benefit


# The JobFirst pilot of 2016: 100 citizens, 20 of them in a resource programme; 2 caseworkers and 2 consultants.
SYDDJURS: Final = Plan(
    code="0706",
    staff={
        "administrator": 1, "caseworker": 2, "job-consultant": 2, "job-broker": 3,
        "team-leader": 1, "project-manager": 1, "mentor": 1,
    },
    resource_programme=20,
    cash_benefit=80,
    employers=80,
    workplaces=140,
    places=220,
    placements=24,
    postcodes=(
        "8400", "8400", "8410", "8410", "8543", "8543", "8544", "8550", "8550", "8560", "8420", "8581", "8444",
    ),
    first_serial=0,
)  # fmt: skip

# A neighbour that shares nothing with it: what it sees of Syddjurs must be nothing at all.
NORDDJURS: Final = Plan(
    code="0707",
    staff={"administrator": 1, "caseworker": 1, "job-consultant": 1, "job-broker": 1, "team-leader": 1},
    resource_programme=1,
    cash_benefit=5,
    employers=5,
    workplaces=6,
    places=8,
    placements=1,
    postcodes=("8500", "8500", "8585", "8570", "8961", "8963"),
    first_serial=5000,
)
