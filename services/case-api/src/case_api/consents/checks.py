"""Whether the citizen has consented, for every use case in which something is shared or obtained."""

from datetime import date

from case_api.citizens.models import Citizen
from case_api.citizens.sealing import seal_of
from case_api.consents.problems import ConsentMissing
from case_api.consents.rules import Consent, Sharing, lacking, resting_on
from case_api.consents.sealed import as_ruled, consents_of
from case_api.context import Work


async def require_consent(work: Work, citizen: Citizen, share: Sharing, on: date) -> list[Consent]:
    """The consents that a share rests on.

    Args:
        work: The request.
        citizen: Locked with `find_for_change`, so that no consent is withdrawn meanwhile.
        share: What is to be shared or obtained, and with whom.
        on: The day of it.

    Raises:
        ConsentMissing: the consents in force on the day leave a category, a direction or the counterpart uncovered.
    """
    seal = seal_of(work, citizen)
    given = [as_ruled(seal, row) for row in await consents_of(work, citizen.id)]
    if missing := lacking(given, share, on):
        raise ConsentMissing(missing, citizen.id)
    return resting_on(given, share, on)
