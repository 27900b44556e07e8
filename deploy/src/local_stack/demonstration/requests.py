"""What the demonstration is made of: requests that name what they refer to, since ids exist only after loading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

Answers: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What requests were answered, by their names."""

_THERE_FIRST: Final = frozenset({"operator", "administrator"})


@dataclass(frozen=True, slots=True)
class Ref:
    """Stands in a body where the id of another request's resource will be, once that one is created.

    `part` says where in that request's answer it is found, for what lies deeper than its own id.
    """

    name: str
    part: tuple[str | int, ...] = ("id",)


@dataclass(frozen=True, slots=True)
class Request:
    """One creation over the public API.

    Args:
        name: Unique within the demonstration, such as `0706/citizen-17`; its idempotency key is derived from it.
        path: Of the API; `{name}` in it stands for the id of that request's resource.
        role: Of the member of staff who does it.
        number: Which of the staff with that role, from 1.
        municipality: In which it is done.
        body: JSON, with `Ref` where an id belongs.
    """

    name: str
    path: str
    role: str
    body: Mapping[str, Any]
    municipality: str
    number: int = 1

    @property
    def kind(self) -> str:
        """`citizen` of `0706/citizen-17`."""
        return self.name.partition("/")[2].rpartition("-")[0]

    def needs(self) -> frozenset[str]:
        """The names of the requests that must have been answered before this one can be sent, the sender's among them.

        Operator and first administrator are there with the municipality.
        """
        in_path = {part[1:-1] for part in _placeholders(self.path)}
        sender = set() if self.role in _THERE_FIRST else {f"{self.municipality}/staff-{self.role}-{self.number}"}
        return frozenset(in_path | sender | {ref.name for ref in _refs(self.body)})

    def resolved_path(self, answers: Answers) -> str:
        """The path with ids in it; `answers` holds what the requests that it needs were answered."""
        path = self.path
        for placeholder in _placeholders(self.path):
            path = path.replace(placeholder, str(answers[placeholder[1:-1]]["id"]))
        return path

    def resolved_body(self, answers: Answers) -> Any:
        """The body with ids in it."""
        return _resolve(self.body, answers)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Everything to load, in an order in which each request comes after those it needs."""

    seed: int
    today: date
    requests: tuple[Request, ...]

    def of(self, kind: str, municipality: str = "0706") -> list[Request]:
        """The requests of one kind in one municipality, in order."""
        return [each for each in self.requests if each.kind == kind and each.municipality == municipality]

    @property
    def municipalities(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.municipality for each in self.requests))


def _placeholders(path: str) -> Iterator[str]:
    begin = path.find("{")
    while begin >= 0:
        end = path.index("}", begin)
        yield path[begin : end + 1]
        begin = path.find("{", end)


def _refs(value: Any) -> Iterator[Ref]:
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _refs(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _refs(each)


def _resolve(value: Any, answers: Answers) -> Any:
    if isinstance(value, Ref):
        found: Any = answers[value.name]
        for step in value.part:
            found = found[step]
        return found
    if isinstance(value, Mapping):
        return {key: _resolve(each, answers) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_resolve(each, answers) for each in value]
    return value
