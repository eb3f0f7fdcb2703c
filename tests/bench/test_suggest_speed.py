"""How well, and how fast, the counterpart of a US provision is found in Annex I with codes hidden; beside plain TF-IDF and BM25."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from commonlist.crosswalk.lists import ListEdition, newest
from commonlist.crosswalk.outline import COMPARED
from commonlist.crosswalk.suggest import Options, suggest
from commonlist.crosswalk.terms import in_plain_print, mask_codes, terms
from commonlist.land.landing import Origin, land
from commonlist.registry import source
from commonlist.settings import settings
from places import REAL, ROOT, needs_real
from truth.pairs import HALVES, true_pairs

pytestmark = [pytest.mark.bench, needs_real]

Ranked = dict[str, list[str]]
TOP = 5
REPETITIONS = {"ours": 3, "TF-IDF": 5, "BM25": 5}


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ListEdition, ListEdition]]:
    monkeypatch.setenv("COMMONLIST_ROOT", str(ROOT))
    monkeypatch.setenv("COMMONLIST_HOME", str(tmp_path))
    settings.cache_clear()
    for source_id in ("us_ccl", "eu_dual_use"):
        land(source(source_id), Origin(kind="folder", folder=REAL))
    yield newest("us_ccl"), newest("eu_dual_use")
    settings.cache_clear()


def path_texts(edition: ListEdition) -> dict[str, str]:
    """Each provision's text behind those it stands under, codes masked: what a plain search would be given."""
    compared = [item for item in edition.items.values() if item.kind in COMPARED]
    return {
        item.item_code: " ".join(mask_codes(in_plain_print(one.text)).lower() for one in edition.path(item.item_code)) for item in compared
    }


def ours(listed: ListEdition, common: ListEdition) -> Ranked:
    terms.cache_clear()
    found = suggest(listed, common, Options(codes="hidden", top=TOP))
    return {code: [one.common_code for one in some] for code, some in found.items()}


def tf_idf(listed: ListEdition, common: ListEdition) -> Ranked:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts, others = path_texts(listed), path_texts(common)
    vectoriser = TfidfVectorizer().fit([*texts.values(), *others.values()])
    scores = (vectoriser.transform(texts.values()) @ vectoriser.transform(others.values()).T).toarray()
    return ranked(list(texts), list(others), scores)


def bm25(listed: ListEdition, common: ListEdition) -> Ranked:
    import bm25s

    texts, others = path_texts(listed), path_texts(common)
    search = bm25s.BM25()
    search.index(bm25s.tokenize(list(others.values()), stopwords=None, show_progress=False), show_progress=False)
    queries = bm25s.tokenize(list(texts.values()), stopwords=None, return_ids=False, show_progress=False)
    nothing = np.zeros(len(others), dtype=np.float32)
    return ranked(list(texts), list(others), np.array([search.get_scores(query) if query else nothing for query in queries]))


def ranked(codes: list[str], others: list[str], scores: np.ndarray) -> Ranked:
    best = np.argsort(-scores, axis=1, kind="stable")[:, :TOP]
    return {code: [others[number] for number in row] for code, row in zip(codes, best.tolist(), strict=True)}


def measured(
    method: Callable[[ListEdition, ListEdition], Ranked], repetitions: int, lists: tuple[ListEdition, ListEdition]
) -> tuple[Ranked, float]:
    """What it found, and the median of its CPU seconds per 1,000 listed provisions."""
    seconds = []
    for _ in range(repetitions):
        started = time.process_time()
        found = method(*lists)
        seconds.append(time.process_time() - started)
    return found, statistics.median(seconds) / len(found) * 1000


def share(found: Ranked, pairs: dict[str, str], top: int) -> float:
    return sum(other in found[code][:top] for code, other in pairs.items()) / len(pairs)


def ties(common: ListEdition, pairs: dict[str, str]) -> int:
    """True pairs whose EU provision has the same words and figures along its whole path as another EU provision."""
    paths = {
        code: tuple((one.words, tuple(figure.key for figure in one.figures)) for one in (terms(item.text) for item in common.path(code)))
        for code, item in common.items.items()
        if item.kind in COMPARED
    }
    repeated = Counter(paths.values())
    return sum(repeated[paths[other]] > 1 for other in pairs.values())


def test_suggestions_beat_plain_search(lists: tuple[ListEdition, ListEdition]) -> None:
    methods = {"ours": ours, "TF-IDF": tf_idf, "BM25": bm25}
    results = {name: measured(method, REPETITIONS[name], lists) for name, method in methods.items()}
    print(f"US → EU, codes hidden, among {sum(item.kind in COMPARED for item in lists[1].items.values()):,} provisions:")
    for half in HALVES:
        pairs = true_pairs(half)
        for name, (found, _) in results.items():
            print(f"  {half:9} {len(pairs):,} pairs  {name:7} top-1 {share(found, pairs, 1):.4f}  top-5 {share(found, pairs, TOP):.4f}")
    for name, (_, seconds) in results.items():
        print(f"  {name:7} {seconds:.2f} CPU s per 1,000 provisions, median of {REPETITIONS[name]}")
    print(f"  {ties(lists[1], true_pairs())} true pairs have an EU twin of the same text in the same place")
    found, seconds = results["ours"]
    for half in HALVES:
        assert share(found, true_pairs(half), 1) >= 0.98
        assert share(found, true_pairs(half), TOP) >= 0.995
    assert seconds <= 2
    assert all(share(found, true_pairs(), 1) > share(other, true_pairs(), 1) for name, (other, _) in results.items() if name != "ours")
