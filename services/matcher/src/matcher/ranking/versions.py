"""Which version of the points counts: the hand-set one in force, unless a municipality has chosen a learned one."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from matcher.ranking.points import Weights, all_weights, read_weights, weights_on


class UnusableVersionError(ValueError):
    """A learned version was chosen that there is not, or that may not rank anybody."""


class PointVersions:
    """All versions by name, and what municipalities have chosen."""

    def __init__(
        self,
        learned: Mapping[str, Weights] | None = None,
        chosen: Mapping[str, str] | None = None,
        *,
        simulated: bool = False,
    ) -> None:
        """Nothing learned is in use unless it is chosen.

        Args:
            learned: Learned versions by name.
            chosen: The name of a learned version by municipality code.
            simulated: Whether a version from simulated outcomes may be used, as in a demonstration.

        Raises:
            UnusableVersionError: a chosen version is missing, hand-set, over a base that is not here, or simulated.
        """
        self._by_name = {each.version: each for each in all_weights()} | dict(learned or {})
        self._chosen = dict(chosen or {})
        for name in self._chosen.values():
            found = self._by_name.get(name)
            if found is None or found.learned is None:
                raise UnusableVersionError(f"there is no learned version {name}")
            if found.learned.base not in {each.version for each in all_weights()}:
                raise UnusableVersionError(f"the base of {name} is no version that ships with the product")
            if found.learned.simulated and not simulated:
                raise UnusableVersionError(f"{name} was learned from simulated outcomes and may not rank anybody")

    def in_force(self, municipality_code: str, day: date) -> Weights:
        """The version for a municipality on a day. A chosen one counts from its own first day."""
        name = self._chosen.get(municipality_code)
        if name is not None and self._by_name[name].in_force_from <= day:
            return self._by_name[name]
        return weights_on(day)

    def named(self, version: str) -> Weights | None:
        """For a replay; None when there is no such version here any more."""
        return self._by_name.get(version)


def read_versions(folder: Path | None, chosen: Mapping[str, str], *, simulated: bool) -> PointVersions:
    """The learned versions of a folder and the choices, as the settings have them.

    Args:
        folder: With `*.toml` files that a training wrote; None when there is none.
        chosen: As for `PointVersions`.
        simulated: As for `PointVersions`.

    Raises:
        UnusableVersionError: as for `PointVersions`, or two files have one name.
        ValidationError: a file is not a version of the points.
    """
    read = [read_weights(path) for path in sorted(folder.glob("*.toml"))] if folder else []
    learned = {each.version: each for each in read if each.learned is not None}
    names = [each.version for each in (*read, *all_weights())]
    if len(set(names)) != len(names) or len(learned) != len(read):
        raise UnusableVersionError("the folder of learned versions has a name twice, or a hand-set version")
    return PointVersions(learned, chosen, simulated=simulated)
