"""The CSV files of an edition become a Frictionless Data Package (v1), so that other tools know columns, types, keys and terms."""

from pathlib import Path
from typing import Any

from commonlist.publish.contract import Contract, House
from commonlist.publish.files import connect, sha256
from commonlist.publish.files import describe as describe_file
from commonlist.publish.manifest import Manifest

FILE = "datapackage.json"
FIELD_TYPES = {"VARCHAR": "string", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime", "DOUBLE": "number", "DECIMAL": "number"}
ESCAPING = (
    "Text cells a spreadsheet would run as a formula (beginning with =, +, -, @, tab or carriage return) carry one leading apostrophe; "
    "remove one apostrophe to get the text as published. Empty cells are nulls, never zeros. The Parquet files need none of this."
)


def describe(package_folder: Path, edition_folder: Path, manifest: Manifest, terms: House) -> dict[str, Any]:
    """The package over the CSV files below `package_folder`: the whole edition, or its public folder."""
    inside = [contract for contract in manifest.contracts if _csv(edition_folder, contract).is_relative_to(package_folder)]
    sources = _public_sources(package_folder) or [source.model_dump() for source in manifest.sources]
    licences = {source["terms_id"]: source["attribution"] for source in sources}
    return {
        "profile": "tabular-data-package",
        "name": terms.name,
        "title": terms.title,
        "description": f"{terms.description} {ESCAPING}",
        "version": manifest.edition,
        "created": f"{manifest.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "licenses": [{"name": name, "title": title} for name, title in licences.items()],
        "sources": [{"title": f"{source['title']}, edition of {source['edition_date']}", "path": source["url"]} for source in sources],
        "resources": [_resource(package_folder, edition_folder, contract) for contract in inside],
    }


def _public_sources(package_folder: Path) -> list[dict[str, Any]]:
    """The public folder's own table of sources, so that nothing else can reach it."""
    path = package_folder / "sources.parquet"
    found: list[dict[str, Any]] = connect().from_parquet(str(path)).to_arrow_table().to_pylist() if path.is_file() else []
    return found


def _csv(edition_folder: Path, contract: Contract) -> Path:
    return edition_folder / f"{contract.path}.csv"


def _resource(package_folder: Path, edition_folder: Path, contract: Contract) -> dict[str, Any]:
    path = _csv(edition_folder, contract)
    description, columns = describe_file(path.with_suffix(".parquet"))
    return {
        "profile": "tabular-data-resource",
        "name": contract.mart,
        "path": path.relative_to(package_folder).as_posix(),
        "title": contract.title,
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(name, kind, columns.get(name)) for name, kind in contract.columns.items()],
            "primaryKey": list(contract.key),
            "missingValues": [""],
        },
    }


def _field(name: str, kind: str, description: str | None) -> dict[str, str]:
    field = {"name": name, "type": FIELD_TYPES.get(kind.partition("(")[0], "integer")}
    return field | {"description": description} if description else field
