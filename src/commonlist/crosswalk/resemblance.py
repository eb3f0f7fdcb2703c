"""Two outlines to how much every provision of the one resembles every provision of the other.

A provision resembles another by its own words (TF-IDF of words and pairs of words, and of four-letter pieces, which also meet words of a
sister language), by its words with those it stands under, and by its words with those below it; by its entry as a whole; and by
company: a provision whose parent, siblings and parts each have their best counterpart around the other gains by that. Company is
weighed in rounds, because each round finds better counterparts. What is approved already is taken as found.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.outline import Numbers, Outline

Matrix = NDArray[np.float32]
ROUNDS = 3
LIKE_THE_BEST = 0.6
DECAY = 0.7


class Weights(BaseModel):
    """What each kind of resemblance counts for; measured to matter little one by one, tuned on half the entries of one pair of lists."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: float = 1.0
    pieces: float = 0.7
    path: float = 0.8
    whole: float = 0.6
    entry: float = 0.8
    place: float = 0.15
    parent: float = 1.5
    siblings: float = 1.0
    parts: float = 0.6
    code: float = 0.2

    def total(self, codes: str) -> float:
        counted = self.model_dump(exclude={"code"} if codes == "hidden" else set())
        return float(sum(counted.values()))


def resemblance(listed: Outline, common: Outline, known: Mapping[str, str], expected: Mapping[str, str], weights: Weights) -> Matrix:
    """The resemblance (0–1) of each provision of a list (rows) with each of the common classification (columns).

    `known` are pairs approved as exact; `expected` is the common code of each item if codes mean the same, empty if they are hidden.
    """
    score = _by_text(listed, common, _pairs(listed, common, known), weights)
    score += weights.place * (1 - np.abs(listed.places[:, None] - common.places[None, :]))
    for number, other in _pairs(listed, common, expected):
        score[number, other] += weights.code
    _add_where_both_end(score, listed, common, weights)
    settled = _pairs(listed, common, known)
    alone = score.copy()
    for _ in range(ROUNDS):
        company = _company(_counterparts(score, settled), listed, common, weights)
        np.copyto(score, alone)
        score[company.row, company.col] += company.data
    found: Matrix = np.minimum(score / np.float32(weights.total("shown" if expected else "hidden")), np.float32(1))
    return found


def _pairs(listed: Outline, common: Outline, codes: Mapping[str, str]) -> list[tuple[int, int]]:
    ours, theirs = listed.number(), common.number()
    return [(ours[one], theirs[other]) for one, other in codes.items() if one in ours and other in theirs]


def _by_text(listed: Outline, common: Outline, known: list[tuple[int, int]], weights: Weights) -> Matrix:
    ours, theirs = listed.documents(), common.documents()
    words = _vectors(ours, theirs, tokenizer=str.split, token_pattern=None, ngram_range=(1, 2))
    pieces = _vectors(ours, theirs, analyzer="char_wb", ngram_range=(4, 4), min_df=2)
    path = _with_path(words[0], listed.parents), _with_path(words[1], common.parents)
    whole = _with_parts(words[0], listed.parents), _with_parts(words[1], common.parents)
    score = weights.words * _cosines(*words)
    score += weights.pieces * _cosines(*pieces)
    score += weights.path * _cosines(*path)
    score += weights.whole * _cosines(*whole)
    entries, place = np.unique(listed.entries, return_inverse=True)
    others, other_place = np.unique(common.entries, return_inverse=True)
    between = 0.7 * _cosines(whole[0][entries], whole[1][others]) + 0.3 * _cosines(words[0][entries], words[1][others])
    for number, other in known:
        if number in entries and other in others:
            row = np.searchsorted(entries, number)
            between[row, :] = 0
            between[row, np.searchsorted(others, other)] = 1
    score += weights.entry * between[np.ix_(place, other_place)]
    return score


def _vectors(ours: list[str], theirs: list[str], **options: Any) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

    vectoriser = TfidfVectorizer(lowercase=False, sublinear_tf=True, dtype=np.float32, **options)
    vectoriser.fit(ours + theirs)
    return vectoriser.transform(ours), vectoriser.transform(theirs)


def _cosines(ours: Any, theirs: Any) -> Matrix:
    found: Matrix = (ours @ theirs.T).toarray()
    return found


def _with_path(vectors: Any, parents: Numbers) -> Any:
    """Each vector with those of what it stands under, the nearest counting most."""
    return _gathered(vectors, lambda far: _steps(parents, parents != np.arange(len(parents))) @ far, DECAY)


def _with_parts(vectors: Any, parents: Numbers) -> Any:
    """Each vector with those of everything below it."""
    return _gathered(vectors, lambda far: _steps(parents, parents != np.arange(len(parents))).T @ far, 1.0)


def _gathered(vectors: Any, step: Callable[[Any], Any], decay: float) -> Any:
    from sklearn.preprocessing import normalize  # type: ignore[import-untyped]

    total, far = vectors, step(vectors) * decay
    while far.nnz:
        total, far = total + far, step(far) * decay
    return normalize(total.tocsr(), copy=False)


def _steps(targets: Numbers, goes: NDArray[np.bool_]) -> Any:
    """A sparse matrix that takes what stands at `targets[i]` to row i, where `goes[i]`."""
    from scipy import sparse

    rows = np.flatnonzero(goes)
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, targets[rows])), shape=(len(targets), len(targets)))


def _add_where_both_end(score: Matrix, listed: Outline, common: Outline, weights: Weights) -> None:
    """Half the gain of company where neither has any: both the first, both the last, both without parts."""
    ends = (
        (listed.before < 0, common.before < 0, weights.siblings / 4),
        (listed.after < 0, common.after < 0, weights.siblings / 4),
        (listed.children == 0, common.children == 0, weights.parts / 2),
    )
    for ours, theirs, gain in ends:
        score[np.ix_(ours, theirs)] += np.float32(gain)


def _counterparts(score: Matrix, settled: list[tuple[int, int]]) -> Any:
    """How far each pair is the best of its row and of its column (sparse, 0–1, steep); settled pairs are 1 and have no rival."""
    from scipy import sparse

    best = np.maximum(score.max(axis=1), 1e-6)[:, None] * np.maximum(score.max(axis=0), 1e-6)[None, :]
    near = np.square(score) / best
    rows, columns = np.nonzero(near > LIKE_THE_BEST)
    values = near[rows, columns] ** 6
    if settled:
        ours, theirs = (np.array(side) for side in zip(*settled, strict=True))
        free = ~(np.isin(rows, ours) | np.isin(columns, theirs))
        rows, columns = np.concatenate((rows[free], ours)), np.concatenate((columns[free], theirs))
        values = np.concatenate((values[free], np.ones(len(ours), dtype=np.float32)))
    return sparse.csr_matrix((values.astype(np.float32), (rows, columns)), shape=score.shape)


def _company(pairs: Any, listed: Outline, common: Outline, weights: Weights) -> Any:
    """What each pair gains (sparse) by its parents, its siblings on either side, and its parts, being counterparts."""
    from scipy import sparse

    all_of = np.ones(len(listed.codes), dtype=bool), np.ones(len(common.codes), dtype=bool)
    gain = weights.parent * (_steps(listed.parents, all_of[0]) @ pairs @ _steps(common.parents, all_of[1]).T)
    for ours, theirs in ((listed.before, common.before), (listed.after, common.after)):
        gain += weights.siblings / 2 * (_steps(ours, ours >= 0) @ pairs @ _steps(theirs, theirs >= 0).T)
    up = _steps(listed.parents, listed.parents != np.arange(len(listed.codes)))
    other_up = _steps(common.parents, common.parents != np.arange(len(common.codes)))
    parts = (up.T @ pairs @ other_up).tocoo()
    share = parts.data / np.maximum(listed.children[parts.row], common.children[parts.col])
    gain += weights.parts * sparse.csr_matrix((share.astype(np.float32), (parts.row, parts.col)), shape=pairs.shape)
    return gain.tocoo()
