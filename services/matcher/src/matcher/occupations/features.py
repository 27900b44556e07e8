"""Texts as hashed counts of pieces of words.

Pieces never cross a word's border, so each distinct word is cut up once and a text's counts are the sum over its words:
all labels are counted in about a second. Hashing needs no stored vocabulary; 2**18 columns keep collisions rare.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.feature_extraction import FeatureHasher

COLUMNS = 2**18
SHORTEST_PIECE, LONGEST_PIECE = 2, 5
SHORTEST_PREFIX, LONGEST_PREFIX = 3, 14

Matrix = sp.csr_matrix[np.float32]

_hasher = FeatureHasher(COLUMNS, input_type="string", alternate_sign=False, dtype=np.float32)


def pieces(word: str) -> Iterator[str]:
    """Character n-grams of the word between its borders, its prefixes (marked ^) and the whole word (marked =)."""
    bordered = f" {word} "
    for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
        for start in range(max(1, len(bordered) - length + 1)):
            yield bordered[start : start + length]
    for length in range(SHORTEST_PREFIX, min(len(word), LONGEST_PREFIX) + 1):
        yield f"^{word[:length]}"
    yield f"={word}"


def nothing(rows: int) -> Matrix:
    """Rows without any pieces."""
    nowhere = np.zeros(0, dtype=np.intp)
    return sp.csr_matrix((np.zeros(0, dtype=np.float32), (nowhere, nowhere)), shape=(rows, COLUMNS))


def count(texts: Sequence[Sequence[str]]) -> Matrix:
    """Counts of pieces, one row per text; a text is a sequence of words."""
    vocabulary: dict[str, int] = {}
    columns = [vocabulary.setdefault(word, len(vocabulary)) for words in texts for word in words]
    ends: npt.NDArray[np.int64] = np.cumsum([0, *(len(words) for words in texts)])
    if not vocabulary:
        return nothing(len(texts))
    ones = np.ones(len(columns), dtype=np.float32)
    words_of_text = sp.csr_matrix((ones, columns, ends), shape=(len(texts), len(vocabulary)))
    pieces_of_word = _hasher.transform(pieces(word) for word in vocabulary)
    return sp.csr_matrix(words_of_text @ pieces_of_word)
