"""What can stand in the way of a share, and of changing a consent."""

from collections.abc import Iterable
from uuid import UUID

from case_api.consents.vocabularies import Category
from rettematch.problems import Conflict


class ConsentMissing(Conflict):
    """No consent in force covers the share; `reasons` name the categories that lack it."""

    slug = "consent-missing"
    title = "The citizen has not consented to this on that day"
    danish = "Borgeren har ikke givet samtykke til at dele eller hente disse oplysninger. Se hvilke."

    def __init__(self, categories: Iterable[Category], citizen_id: UUID) -> None:
        super().__init__(reasons=[{"category": each, "danish": each.danish_name} for each in sorted(categories)])
        self.citizen_id = citizen_id


class ConsentWithdrawn(Conflict):
    """A withdrawn consent stays as it was."""

    slug = "consent-withdrawn"
    title = "The consent was withdrawn"
    danish = "Samtykket er trukket tilbage og kan ikke ændres."


class ConsentWidened(Conflict):
    """A consent can only be narrowed; more needs a new one from the citizen. `reasons` name the fields."""

    slug = "consent-widened"
    title = "A consent is only ever narrowed"
    danish = "Et samtykke kan kun gøres snævrere. Skal det dække mere, giver borgeren et nyt."


class ShareRetracted(Conflict):
    """A share that was recorded by mistake stays as it was."""

    slug = "share-retracted"
    title = "The record of the share was retracted"
    danish = "Registreringen er trukket tilbage og kan ikke ændres."


class ShareFollowsFromAgreement(Conflict):
    """The share follows from the work agreement, which is changed instead."""

    slug = "share-follows-from-agreement"
    title = "The share follows from the work agreement"
    danish = "Delingen følger af arbejdsaftalen; ret den i stedet."
