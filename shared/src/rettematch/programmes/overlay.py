"""What a municipality adds to the programmes or tightens, in a file of its own.

The file may tighten a rule from a day on, or add a rule whose id begins with `local_`. A hard rule (also a document and
a role) cannot be loosened: the programme binds every municipality that follows it. Aims, targets and reports can be set
otherwise. Courses that began before the day keep the rule they began under. A date by which something was to be reached
and that is past binds nobody any more: the municipality sets its own when it runs the programme anew.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from rettematch.contracts.base import MunicipalityCode
from rettematch.programmes.definitions import Kind, Parameters, Programme, Rule, UnknownRuleError, programmes
from rettematch.programmes.parameters import Form, Quantity, Slug
from rettematch.programmes.periods import ONE_DAY
from rettematch.programmes.tightness import loosened_fields

LOCAL = "local_"


class OverlayError(ValueError):
    """A municipality's file cannot be used; the text says which rule and why, in English and Danish."""


class LoosenedRuleError(OverlayError):
    """A hard rule would be loosened."""


class Change(Form):
    """A rule with other parameters from a day on; what is not given stays."""

    programme: Slug
    rule: str
    in_force_from: date
    parameters: Parameters
    also: tuple[Parameters, ...] | None = None
    danish: str | None = None
    english: str | None = None
    kind: Kind | None = None


class Addition(Form):
    """A rule of the municipality's own."""

    programme: Slug
    rule: Rule

    @model_validator(mode="after")
    def _is_local(self) -> Self:
        if not self.rule.id.startswith(LOCAL):
            raise ValueError(f"the id of an added rule must begin with {LOCAL}: {self.rule.id}")
        return self


class Overlay(Form):
    """The file of one municipality."""

    municipality_code: MunicipalityCode
    changes: tuple[Change, ...] = ()
    additions: tuple[Addition, ...] = ()
    reason: Annotated[str, Field(min_length=1, description="Who decided it, and where it is written down.")]


def read_overlay(path: Path) -> Overlay:
    """Reads a municipality's file and tries it on every programme.

    Raises:
        ValidationError: unknown keys or wrong values; it names them.
        OverlayError: a rule or programme that does not exist, or a hard rule that would be loosened.
    """
    overlay = Overlay.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    named = {each.programme for each in overlay.changes} | {each.programme for each in overlay.additions}
    for programme_id in sorted(named - set(programmes())):
        raise OverlayError(f"{programme_id}: there is no such programme (indsatsen findes ikke)")
    for programme in programmes().values():
        with_overlay(programme, overlay)
    return overlay


def with_overlay(programme: Programme, overlay: Overlay) -> Programme:
    """The programme as it holds in the municipality.

    Raises:
        OverlayError: as for `read_overlay`.
    """
    rules = list(programme.rules)
    for change in overlay.changes:
        if change.programme == programme.id:
            rules = _changed(programme, rules, change)
    rules += [each.rule for each in overlay.additions if each.programme == programme.id]
    try:
        return Programme.model_validate({**dict(programme), "rules": tuple(rules)})
    except ValidationError as error:
        raise OverlayError(f"{programme.id}: {error.errors()[0]['msg']}") from error


def _changed(programme: Programme, rules: list[Rule], change: Change) -> list[Rule]:
    try:
        old = Programme.model_validate({**dict(programme), "rules": tuple(rules)}).rule(
            change.rule, change.in_force_from
        )
    except UnknownRuleError:
        raise OverlayError(
            f"{change.rule}: no such rule is in force on {change.in_force_from} (reglen gælder ikke den dag)"
        ) from None
    if old.in_force_from is not None and old.in_force_from >= change.in_force_from:
        raise OverlayError(f"{old.id}: the rule begins on {old.in_force_from} itself (reglen begynder først den dag)")
    new = old.model_copy(
        update={
            "in_force_from": change.in_force_from,
            "parameters": change.parameters,
            "also": old.also if change.also is None else change.also,
            "danish": change.danish or old.danish,
            "english": change.english or old.english,
            "kind": change.kind or old.kind,
        }
    )
    if old.kind.is_hard:
        _refuse_loosened(old, new)
    ended = old.model_copy(update={"in_force_to": change.in_force_from - ONE_DAY})
    at = rules.index(old)
    return [*rules[:at], ended, new, *rules[at + 1 :]]


def _refuse_loosened(old: Rule, new: Rule) -> None:
    if not new.kind.is_hard:
        raise LoosenedRuleError(f"{old.id}: a hard rule cannot become {new.kind} (en skal-regel kan ikke lempes)")
    if len(new.also) < len(old.also):
        raise LoosenedRuleError(f"{old.id}: something that it states is left out (en del af reglen mangler)")
    stated_before, stated_after = (old.parameters, *old.also), (new.parameters, *new.also)
    for stated, after in zip(stated_before, stated_after, strict=False):
        before = _without_a_past_date(stated, new.in_force_from)
        loosened = loosened_fields(before, after)
        if loosened:
            told = ", ".join(
                f"{name} from {getattr(before, name)!s} to {getattr(after, name, None)!s}" for name in loosened
            )
            raise LoosenedRuleError(f"{old.id}: a hard rule cannot be loosened (en skal-regel kan ikke lempes): {told}")


def _without_a_past_date(stated: Form, from_: date | None) -> Form:
    """A date that is past when the change comes into force is as good as none set yet."""
    if isinstance(stated, Quantity) and stated.by is not None and from_ is not None and stated.by < from_:
        return stated.model_copy(update={"by": date.max})
    return stated
