"""The name of a kind of record to its Pandera model: `licensing_party` is `LicensingParty` in the module of that name."""

from importlib import import_module

import pandera.polars as pa


def model_of(record: str) -> type[pa.DataFrameModel]:
    """The model of one kind of record."""
    model: type[pa.DataFrameModel] = getattr(import_module(f"commonlist.schema.{record}"), record.title().replace("_", ""))
    return model
