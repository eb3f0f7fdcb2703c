"""The common data schema: one Pandera model per kind of record (DESIGN §5)."""

SCHEMA_VERSION = "1.0.0"
