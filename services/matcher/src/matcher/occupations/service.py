"""What the route POST /v1/occupations/link and the command `matcher link` call."""

from dataclasses import asdict
from functools import cache
from threading import Lock

from matcher.occupations.labels import all_labels
from matcher.occupations.linker import LinkResult, OccupationLinker
from matcher.occupations.schemas import LinkedConcept, LinkedText, LinkRequest, LinkResponse

_building = Lock()


def load_linker() -> OccupationLinker:
    """The product's linker, built on the first call (about a second) and kept for the life of the process.

    Whoever calls while it is being built waits for that one.
    """
    with _building:
        return _build_linker()


@cache
def _build_linker() -> OccupationLinker:
    return OccupationLinker(all_labels())


def linked_text(result: LinkResult) -> LinkedText:
    return LinkedText(text=result.text, results=[LinkedConcept(**asdict(link)) for link in result.results])


def link_occupations(linker: OccupationLinker, request: LinkRequest) -> LinkResponse:
    """Link every text of the request; pure, uses the processor for some milliseconds a text."""
    results = linker.link(request.texts, request.language, request.top)
    return LinkResponse(items=[linked_text(result) for result in results])
