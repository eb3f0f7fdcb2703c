"""The public tables of an edition become a schema.org Dataset (JSON-LD), which search engines for data read."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from commonlist.publish.contract import House
from commonlist.publish.public_tables import Form, Source, Table

FILE = "dataset.jsonld"
Facts = dict[str, Any]


def write(tables: Sequence[Table], sources: Sequence[Source], edition: str, created_at: datetime, terms: House) -> str:
    """The edition as one Dataset whose parts are its tables, each with its downloads and columns."""
    address = terms.address(edition)
    publisher = {"@type": "Organization", "name": terms.publisher, "url": terms.home}
    found = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{address}{FILE}",
        "name": f"{terms.title}, edition {edition}",
        "description": terms.description,
        "url": f"{address}index.html",
        "identifier": f"tag:{terms.tag}:edition/{edition}",
        "version": edition,
        "datePublished": f"{created_at:%Y-%m-%dT%H:%M:%SZ}",
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "creditText": terms.cite_as.format(edition=edition),
        "license": _licences(sources),
        "isBasedOn": [{"@type": "CreativeWork", "name": one.title, "url": one.url} for one in sources],
        "publisher": publisher | {"contactPoint": {"@type": "ContactPoint", "url": terms.contact}},
        "hasPart": [_part(table, address) for table in tables],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def page(address: str, path: str, name: str, language: str, edition: str) -> Facts:
    """A page of the public folder at `address`, as part of the edition's Dataset, which has a file of its own."""
    return {
        "@context": "https://schema.org/",
        "@type": "WebPage",
        "@id": f"{address}{path}",
        "name": name,
        "inLanguage": language,
        "isPartOf": {"@type": "Dataset", "@id": f"{address}{FILE}"},
        "version": edition,
    }


def _licences(sources: Sequence[Source]) -> list[Facts]:
    found = sorted({(one.terms_id, one.attribution) for one in sources})
    return [{"@type": "CreativeWork", "name": terms_id, "text": attribution} for terms_id, attribution in found]


def _part(table: Table, address: str) -> Facts:
    covered: Facts = {"spatialCoverage": [{"@type": "Country", "identifier": state} for state in table.states]} if table.states else {}
    if table.period:
        covered["temporalCoverage"] = "/".join(day.isoformat() for day in table.period)
    return {
        "@type": "Dataset",
        "@id": f"{address}{FILE}#{table.mart}",
        "name": table.title,
        "description": table.description,
        **covered,
        "variableMeasured": [{"@type": "PropertyValue", "name": name, "description": text} for name, text in table.columns.items()],
        "distribution": [_download(form, address) for form in table.forms],
    }


def _download(form: Form, address: str) -> Facts:
    return {
        "@type": "DataDownload",
        "name": form.name,
        "contentUrl": f"{address}{form.name}",
        "encodingFormat": form.media_type,
        "contentSize": f"{form.bytes} B",
        "sha256": form.sha256,
    }
