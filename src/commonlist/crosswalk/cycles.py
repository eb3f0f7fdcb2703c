"""Strict relations of the maps to the circles among them: goods that would be a true part of themselves.

The nodes are the codes of the lists and the common items; codes that are `exact` are one node with their common item. An edge
leads from a part to the whole: the item to the common one for `narrow`, the other way for `broad`, and each code to
what it stands under. Circles through one code of a list only are told by `contradicting-triangle`.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from commonlist.crosswalk.checks_of_links import moments
from commonlist.crosswalk.concern import Concern, Examination
from commonlist.crosswalk.world import Judgement, World

COMMON = ""
Node = tuple[str, str]


class Edge(NamedTuple):
    """A part and its whole; `judgement` is missing where the tree says so."""

    part: Node
    whole: Node
    judgement: Judgement | None = None


def narrow_cycle(world: World) -> Examination:
    """Circles of parts and wholes through at least two codes."""
    rows = [one for rows in world.positive.values() for one in rows if one.row.predicate in ("exact", "narrow", "broad")]
    concerns: dict[tuple[str, int], Concern] = {}
    for day in moments(rows):
        for circle, ends in _circles([one for one in rows if one.holds_on(day)], world):
            concerns.setdefault((ends.file, ends.line), _told(circle, ends))
    return Examination(len(rows), list(concerns.values()))


def _circles(rows: list[Judgement], world: World) -> Iterator[tuple[list[Edge], Judgement]]:
    """Each circle with a row that closes it: one of the strict ones, or the last exact one on it."""
    nodes = sorted({node for one in rows for node in (one.item, _common(one))})
    same = _classes(nodes, [(one.item, _common(one)) for one in rows if one.row.predicate == "exact"], "weak")
    edges = [edge for edge in (*_judged(rows), *_standing(nodes, world)) if same[edge.part] != same[edge.whole]]
    strong = _classes(sorted(set(same.values())), [(same[edge.part], same[edge.whole]) for edge in edges], "strong")
    knots: dict[int, list[Edge]] = {}
    for edge in edges:
        if strong[same[edge.part]] == strong[same[edge.whole]]:
            knots.setdefault(strong[same[edge.part]], []).append(edge)
    for knot in knots.values():
        circle = _round(knot, same)
        if len({code for edge in circle for code in (edge.part, edge.whole) if code[0] != COMMON}) > 1:
            yield circle, _closing(circle, rows)


def _judged(rows: list[Judgement]) -> Iterator[Edge]:
    for one in rows:
        if one.row.predicate == "narrow":
            yield Edge(one.item, _common(one), one)
        elif one.row.predicate == "broad":
            yield Edge(_common(one), one.item, one)


def _standing(nodes: list[Node], world: World) -> Iterator[Edge]:
    """Each node below the nearest one above it that is a node too."""
    known = set(nodes)
    for source_id, code in nodes:
        above = _above(source_id, code, world)
        while above and (source_id, above) not in known:
            above = _above(source_id, above, world)
        if above:
            yield Edge((source_id, code), (source_id, above))


def _above(source_id: str, code: str, world: World) -> str:
    if source_id == COMMON:
        return world.items[code].parent_code if code in world.items else ""
    return code.rpartition(".")[0]


def _classes(nodes: list[Any], pairs: list[tuple[Any, Any]], connection: str) -> dict[Any, int]:
    """The number of the connected component of every node."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    number = {node: position for position, node in enumerate(nodes)}
    ends = np.array([(number[one], number[other]) for one, other in pairs], dtype=np.int32).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends), dtype=np.int32), (ends[:, 0], ends[:, 1])), shape=(len(nodes), len(nodes)))
    _, labels = connected_components(graph, directed=True, connection=connection)
    return dict(zip(nodes, map(int, labels), strict=True))


def _round(knot: list[Edge], same: dict[Node, int]) -> list[Edge]:
    """A shortest way through the knot that ends where it began, beginning with a judged edge if there is one."""
    first = min(knot, key=lambda edge: (edge.judgement is None, edge.part, edge.whole))
    came: dict[int, Edge] = {}
    waiting = deque([same[first.whole]])
    while waiting and same[first.part] not in came:
        here = waiting.popleft()
        for edge in knot:
            if same[edge.part] == here and same[edge.whole] not in came:
                came[same[edge.whole]] = edge
                waiting.append(same[edge.whole])
    way, here = [], same[first.part]
    while here != same[first.whole]:
        way.append(came[here])
        here = same[came[here].part]
    return [first, *reversed(way)]


def _closing(circle: list[Edge], rows: list[Judgement]) -> Judgement:
    judged = [edge.judgement for edge in circle if edge.judgement]
    touched = {node for edge in circle for node in (edge.part, edge.whole)}
    return judged[0] if judged else [one for one in rows if one.item in touched][-1]


def _told(circle: list[Edge], ends: Judgement) -> Concern:
    way = ", ".join(f"{_name(edge.part)} is part of {_name(edge.whole)}" for edge in circle)
    return Concern.about(ends, f"a circle: {way}", "look at each of these rows and withdraw the one that is wrong", "predicate")


def _name(node: Node) -> str:
    source_id, code = node
    return f"{source_id}:{code}" if source_id else code


def _common(one: Judgement) -> Node:
    return COMMON, one.row.common_code
