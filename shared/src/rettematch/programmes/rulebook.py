"""The programmes as they hold in each municipality: what is shipped, with each municipality's own file."""

import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from tomllib import TOMLDecodeError

from pydantic import ValidationError

from rettematch.programmes.definitions import Programme, UnknownProgrammeError, programmes
from rettematch.programmes.file_faults import faults_in_words
from rettematch.programmes.overlay import Overlay, OverlayError, read_overlay, with_overlay


class RulebookError(ValueError):
    """A municipality's file cannot be used; the text names the file, the rule and the reason, for whoever starts us."""


class Rulebook:
    """Answers each programme for each municipality; made once, when a service starts."""

    def __init__(self, overlays: Mapping[str, Overlay]) -> None:
        self._overlays = overlays

    @cached_property
    def _own(self) -> Mapping[str, Mapping[str, Programme]]:
        return {
            code: {each.id: with_overlay(each, overlay) for each in programmes().values()}
            for code, overlay in self._overlays.items()
        }

    def programmes(self, municipality_code: str) -> Mapping[str, Programme]:
        """Every programme by id, as it holds in a municipality."""
        return self._own.get(municipality_code, programmes())

    def programme(self, programme_id: str, municipality_code: str) -> Programme:
        """One programme.

        Raises:
            UnknownProgrammeError: there is no such definition.
        """
        found = self.programmes(municipality_code).get(programme_id)
        if found is None:
            raise UnknownProgrammeError(programme_id)
        return found


SHIPPED = Rulebook({})
"""Without any municipality's own file."""


def read_rulebook(folder: Path | None) -> Rulebook:
    """Reads every municipality's file: `0706.toml` and so on.

    Args:
        folder: None: nobody has a file.

    Raises:
        RulebookError: a file has unknown keys or wrong values, loosens a hard rule, or belongs to another municipality.
    """
    if folder is None:
        return SHIPPED
    if not folder.is_dir():
        raise RulebookError(f"{folder}: there is no such folder (mappen findes ikke)")
    return Rulebook({path.stem: read_file(path) for path in sorted(folder.glob("*.toml"))})


def read_file(path: Path) -> Overlay:
    """Reads one municipality's file; raises RulebookError as `read_rulebook` does."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulebookError(f"{path.name}: it is not TOML in UTF-8 (filen kan ikke læses): {error}") from error
    try:
        overlay = read_overlay(path)
    except ValidationError as error:
        raise RulebookError(f"{path.name}: {faults_in_words(error, document)}") from error
    except OverlayError as error:
        raise RulebookError(f"{path.name}: {error}") from error
    if overlay.municipality_code != path.stem:
        raise RulebookError(
            f"{path.name}: the file is of municipality {overlay.municipality_code} (filen hører til en anden kommune)"
        )
    return overlay
