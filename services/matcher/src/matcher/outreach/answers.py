"""From the profiles of a team's waiting citizens and the places to the whole answer. Pure: the same gives the same."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from matcher.outreach.asks import ASKS, AskKind
from matcher.outreach.coverage import Choice
from matcher.outreach.market import Market
from matcher.outreach.misses import outcome
from matcher.outreach.schemas import (
    Asked,
    IndustryOpening,
    Opening,
    OutreachRequest,
    OutreachResult,
    ThinSupply,
    Visit,
)
from matcher.outreach.tally import Group, Tally, tally_of
from matcher.outreach.tally import Opening as Counted
from matcher.outreach.thin import GROUP_DIGITS, Supply, WantedKind, thin_supply
from matcher.ranking.answers import usable
from rettematch.contracts.matching import LegalBasis, MatchingProfile
from rettematch.industry.packages import UnknownPackageError, package
from rettematch.reference.occupations import find_isco_group


def outreach(market: Market, profiles: Sequence[MatchingProfile], request: OutreachRequest) -> OutreachResult:
    """What would open places for these citizens.

    A citizen is served by a workplace when one of its places misses by exactly one thing that the employer can give
    (`matcher.outreach.misses`), however much of it the citizen needs. Seats are not counted: a place with one seat that
    opens for ten citizens serves ten, since each of them has one more to choose from.

    Args:
        market: The places of the citizens' municipality.
        profiles: As the case API disclosed them.
        request: How much of each list.
    """
    profiles = sorted((usable(each) for each in profiles), key=lambda each: each.subject)
    outcomes = [outcome(market, each) for each in profiles]
    tally = tally_of(market, outcomes)
    visits, openings = tally.visits(request.max_visits), tally.openings(request.max_openings)
    shown = tally.at({each.workplace for each in visits} | {each.workplace for each in openings})
    considerations_used = any(each.tolerances is not None for each in profiles)
    content: dict[str, Any] = {
        "waiting": len(profiles),
        "without_place": sum(tally.urgent),
        "reachable": sum(len(each) > 0 for each in tally.served_at),
        "visits": tuple(_visit(shown, each) for each in visits),
        "openings": tuple(_opening(shown, each) for each in openings),
        "industries": tuple(_group(market, each) for each in tally.groups(request.max_industries)),
        "thin": tuple(_thin(each) for each in thin_supply(market, profiles, outcomes, request.max_thin)),
        "legal_bases": _bases(profiles),
        "considerations_used": considerations_used,
        "explanation": _explanation(len(profiles), considerations_used=considerations_used),
    }
    return OutreachResult(**content)


def _bases(profiles: Sequence[MatchingProfile]) -> tuple[LegalBasis, ...]:
    found = {basis: None for profile in profiles for basis in profile.legal_bases}
    return tuple(sorted(found, key=lambda each: (each.category, each.in_force_from, each.citation)))


def _place_ids(tally: Tally, counted: Counted) -> tuple[UUID, ...]:
    rows = tally.places_at(counted.workplace, counted.ask).tolist()
    return tuple(sorted(tally.market.place_id(row) for row in rows))


def _asked(tally: Tally, counted: Counted) -> dict[str, Any]:
    ask = ASKS[counted.ask]
    return {
        "kind": ask.kind,
        "constraint": ask.constraint,
        "question": ask.question,
        "citizens": counted.citizens,
        "place_ids": _place_ids(tally, counted),
    }


def _workplace(market: Market, number: int) -> dict[str, Any]:
    row = int(market.row_of_workplace[number])
    return {
        "workplace_id": market.workplace_id(number),
        "employer_id": market.employer_id(int(market.of["employer"][row])),
        "postcode": f"{int(market.of['postcode'][row]):04d}",
    }


def _opening(tally: Tally, counted: Counted) -> Opening:
    return Opening(**_workplace(tally.market, counted.workplace), **_asked(tally, counted))


def _visit(tally: Tally, choice: Choice) -> Visit:
    at = _workplace(tally.market, choice.workplace)
    return Visit(
        **at,
        area=at["postcode"][:GROUP_DIGITS],
        round=choice.round,
        newly_served=choice.newly_served,
        citizens=sum(bool((each == choice.workplace).any()) for each in tally.served_at),
        asks=tuple(Asked(**_asked(tally, each)) for each in tally.asks_at(choice.workplace)),
    )


def _package_name(package_id: str) -> str:
    try:
        return package(package_id).name_da
    except UnknownPackageError:
        return package_id


def _group(market: Market, group: Group) -> IndustryOpening:
    ask, package_id = ASKS[group.ask], market.packages[group.package]
    return IndustryOpening(
        kind=ask.kind,
        constraint=ask.constraint,
        package=package_id,
        question=ask.question,
        citizens=group.citizens,
        workplaces=group.workplaces,
        danish=sentence(_package_name(package_id), ask.kind, ask.thing_da, group.workplaces, group.citizens),
    )


def sentence(industry: str, kind: AskKind, thing: str, workplaces: int, citizens: int) -> str:
    """What a group comes to, in one Danish sentence."""
    where = "1 arbejdssted" if workplaces == 1 else f"{workplaces} arbejdssteder"
    whom = "1 borger" if citizens == 1 else f"{citizens} borgere"
    if kind is AskKind.ACCOMMODATION:
        return f"{industry}: Hvis {where} mere kan tilpasse {thing}, åbner det pladser for {whom}."
    return f"{industry}: Et godt svar fra {where} om {thing} åbner pladser for {whom}."


def _thin(supply: Supply) -> ThinSupply:
    if supply.wish.kind is WantedKind.PACKAGE:
        name = _package_name(supply.wish.id)
    else:
        group = find_isco_group(supply.wish.id)
        name = supply.wish.id if group is None else group.label_da
    return ThinSupply(
        kind=supply.wish.kind,
        id=supply.wish.id,
        danish_name=name,
        area=supply.area,
        citizens=supply.citizens,
        places=supply.places,
        lacking=supply.lacking,
    )


def _explanation(waiting: int, *, considerations_used: bool) -> tuple[str, ...]:
    lines = ["Listen viser, hvad virksomhederne kan spørges om for at åbne pladser for teamets ventende borgere."]
    if not waiting:
        lines.append("Ingen borgere i teamet venter på en plads.")
    lines.append(
        "En plads tæller med, når der kun mangler én ting, som virksomheden kan give: en tilpasning eller et svar."
    )
    if waiting and not considerations_used:
        lines.append("Skånehensyn er ikke brugt, fordi kommunen ikke har et gældende retsgrundlag for det.")
    lines += [
        "Der vises kun antal borgere, aldrig hvem. Borgere med beskyttet adresse er ikke talt med.",
        "Sig ikke til virksomheden, hvem besøget handler om. Spørg om arbejdet, ikke om en bestemt borger.",
        "Listen er et forslag. Det er medarbejderne, der vælger, hvem de besøger.",
    ]
    return tuple(lines)
