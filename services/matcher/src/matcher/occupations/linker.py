"""Linking a text to ESCO concepts: labels compared by pieces of words, scored per concept.

Two views of a concept are added up. Its *labels* in the text's language: the best of them counts, an alternative label
a little less than the preferred one. And its *centre*: the mean of all its labels in Danish, Swedish, Norwegian and
English, which knows words that the Danish labels lack. bench/linking.py measures what each adds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize

from matcher.occupations import features, text
from matcher.occupations.labels import Label
from rettematch.reference.occupations import ISCO_PREFIX, find_isco_group, find_occupation

Kind = Literal["occupation", "isco-group"]

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Link:
    """One concept that a text may mean; the score is from 0 to 1 and orders the list, it is no probability."""

    uri: str
    kind: Kind
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class LinkResult:
    """A text as it was given and what it may mean, best first; empty when it names no work."""

    text: str
    results: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class LinkerSettings:
    """Weights and slots; slots are places of the list, counted from 0.

    Chosen on national titles in Swedish and German against the labels of those languages (MELO benchmark). The slots
    cost a little where only occupations are wanted and gain much where a group is: half of the Swedish titles name one.
    """

    alternative_weight: float = 0.9
    centre_weight: float = 0.5
    group_slots: tuple[int, ...] = (6, 9)
    least_score: float = 0.05


@dataclass(frozen=True, slots=True)
class _LanguageLabels:
    """The labels of one language, sorted by concept, so that a concept's labels are one stretch."""

    columns: features.Matrix  # pieces x labels
    weights: Scores
    concepts: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]


class OccupationLinker:
    """Built once from labels, then only read: safe to share between threads."""

    def __init__(self, labels: Iterable[Label], settings: LinkerSettings | None = None) -> None:
        self._settings = settings or LinkerSettings()
        ordered = sorted(labels, key=lambda label: (label.concept, label.language, not label.preferred, label.text))
        self._uris = sorted({label.concept for label in ordered})
        positions = {uri: position for position, uri in enumerate(self._uris)}
        concepts = np.array([positions[label.concept] for label in ordered], dtype=np.intp)
        languages = np.array([label.language for label in ordered])
        self._tfidf = TfidfTransformer(sublinear_tf=True)
        rows = sp.csr_matrix(self._tfidf.fit_transform(features.count([text.words(label.text) for label in ordered])))
        preferred = np.array([label.preferred for label in ordered])
        weights = np.where(preferred, 1.0, self._settings.alternative_weight).astype(np.float32)
        self._languages = {
            language: self._language_labels(rows, weights, concepts, np.flatnonzero(languages == language))
            for language in ("da", "en")
            if (languages == language).any()
        }
        self._centres = self._centre_columns(rows, concepts, languages)
        self._parents = self._parent_groups(positions)

    @staticmethod
    def _language_labels(
        rows: features.Matrix, weights: Scores, concepts: npt.NDArray[np.intp], chosen: npt.NDArray[np.intp]
    ) -> _LanguageLabels:
        own = concepts[chosen]
        starts = np.flatnonzero(np.r_[True, own[1:] != own[:-1]])
        return _LanguageLabels(sp.csr_matrix(rows[chosen].T), weights[chosen], own[starts], starts)

    def _centre_columns(
        self, rows: features.Matrix, concepts: npt.NDArray[np.intp], languages: npt.NDArray[np.str_]
    ) -> features.Matrix:
        """Each language weighs the same in a concept's centre, however many labels it has."""
        total = features.nothing(len(self._uris))
        for language in np.unique(languages):
            chosen = np.flatnonzero(languages == language)
            ones = np.ones(len(chosen), dtype=np.float32)
            gather = sp.csr_matrix(
                (ones, (concepts[chosen], np.arange(len(chosen)))), shape=(len(self._uris), len(chosen))
            )
            total = total + normalize(sp.csr_matrix(gather @ rows[chosen]))
        return sp.csr_matrix(normalize(total).T)

    def _parent_groups(self, positions: dict[str, int]) -> npt.NDArray[np.intp]:
        """For each concept the position of its four-digit ISCO group, for a group itself; -1 where there is none."""
        parents = np.full(len(self._uris), -1, dtype=np.intp)
        for uri, position in positions.items():
            occupation = find_occupation(uri)
            group = uri if occupation is None else ISCO_PREFIX + occupation.isco08
            parents[position] = positions.get(group, -1)
        return parents

    def scores(self, queries: Sequence[text.Query], language: text.Language) -> Scores:
        """The score of every concept for the queries of one text, in the order of the concepts' uris."""
        own = self._languages[language]
        rows = self._tfidf.transform(features.count([query.words for query in queries]))
        by_label = (rows @ own.columns).toarray() * own.weights
        scores = self._settings.centre_weight * (rows @ self._centres).toarray()
        scores[:, own.concepts] += np.maximum.reduceat(by_label, own.starts, axis=1)
        weighted = scores * np.array([[query.weight] for query in queries], dtype=np.float32)
        best: Scores = weighted.max(axis=0) / (1 + self._settings.centre_weight)
        return best

    def _ordered(self, scores: Scores, top: int) -> list[tuple[int, float]]:
        """Positions of the best concepts with their scores, ISCO groups of the best ones in their fixed later slots.

        A group that is put in takes the score of the place it stands at, so that the list stays sorted.
        """
        order = np.argsort(-scores, kind="stable")[: 2 * top + len(self._settings.group_slots)]
        ranked = [(int(position), float(scores[position])) for position in order]
        ranked = [entry for entry in ranked if entry[1] >= self._settings.least_score]
        groups = dict.fromkeys(int(self._parents[position]) for position, _ in ranked if self._parents[position] >= 0)
        listed: dict[int, float] = {}
        for position, score in ranked:
            if len(listed) in self._settings.group_slots:
                group = next((group for group in groups if group not in listed), None)
                if group is not None:
                    listed[group] = score
            listed.setdefault(position, score)
        return list(listed.items())[:top]

    def _link(self, position: int, score: float, language: text.Language) -> Link:
        uri = self._uris[position]
        concept = find_isco_group(uri) if uri.startswith(ISCO_PREFIX) else find_occupation(uri)
        if concept is None:
            raise LookupError("a label names a concept that the reference data do not have")
        label = concept.label_en if language == "en" else concept.label_da or concept.label_en
        kind: Kind = "isco-group" if uri.startswith(ISCO_PREFIX) else "occupation"
        return Link(uri, kind, label, round(min(score, 1.0), 4))

    def link(self, texts: Sequence[str], language: text.Language = "da", top: int = 10) -> list[LinkResult]:
        """Link each text to at most `top` concepts, best first, ties by uri.

        Of a text longer than 500 characters the rest is not read. The linker must have been built with labels in the
        language: KeyError otherwise.
        """
        results = []
        for each in texts:
            queries = text.queries(each, language)
            ordered = self._ordered(self.scores(queries, language), top) if queries else []
            links = tuple(self._link(position, score, language) for position, score in ordered)
            results.append(LinkResult(each, links))
        return results
