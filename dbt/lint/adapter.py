"""Stands in for dbt's `adapter` while sqlfluff lints: a dispatched macro reads as a call of the same name."""

from collections.abc import Callable


def dispatch(macro_name: str) -> Callable[..., str]:
    """Render the call itself: sqlfluff needs SQL that parses, not the macro of an engine."""
    return lambda *arguments: f"{macro_name}({', '.join(str(argument) for argument in arguments)})"
