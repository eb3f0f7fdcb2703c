"""The words of a map row to the terms other people's tools know, and back: SKOS where it has the word, our own namespace where not.

- `A skos:broadMatch B` says that B is the broader of the two (SKOS Reference §8.1 and §10), so an item that is *narrow*, narrower
  than the common one, has a broadMatch, and an item that is *broad* a narrowMatch.
- `overlaps` and `todo` have no word in SKOS, SSSOM or semapv. Both are ours, so that no other tool reads into them what they do not say.
- A code in an address is percent-encoded, since some are printed with blanks.
"""

from urllib.parse import quote, unquote

BASE = "https://w3id.org/commonlist/"
COMMON = "common"
NAMESPACES = {
    "commonlist": f"{BASE}terms/",
    "desk": f"{BASE}desk/",
    "list": f"{BASE}list/",
    "rule": f"{BASE}rule/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
TERMS = {
    "exact": "skos:exactMatch",
    "close": "skos:closeMatch",
    "narrow": "skos:broadMatch",
    "broad": "skos:narrowMatch",
    "overlaps": "commonlist:overlaps",
    "related": "skos:relatedMatch",
    "none": "skos:mappingRelation",
    "todo": "commonlist:notJudged",
}
NO_TERM = "sssom:NoTermFound"


def namespaces(source_id: str) -> dict[str, str]:
    """Every namespace that is spoken of in the map of a source, by prefix; its codes and the common ones have one each."""
    own = {name: f"{NAMESPACES['list']}{name}/" for name in (COMMON, source_id)}
    return dict(sorted({**NAMESPACES, **own}.items()))


def address(curie: str, known: dict[str, str]) -> str:
    """The address a short name stands for."""
    prefix, _, local = curie.partition(":")
    return known[prefix] + local


def name_of(list_id: str, code: str) -> str:
    """The short name of a code: `us_ccl:3A001.b.2`."""
    return f"{list_id}:{quote(code, safe='')}"


def code_of(local: str) -> str:
    """The code as printed, of the part behind the colon."""
    return unquote(local)
