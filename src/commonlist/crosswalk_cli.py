"""The `commonlist crosswalk` commands: what stewards do with the maps between edits."""

import typer

app = typer.Typer(help="Work on the maps: suggest, approve by rule, carry forward, compare, review, exchange.", no_args_is_help=True)
