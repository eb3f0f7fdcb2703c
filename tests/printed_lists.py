"""Two editions of a made-up list, printed as code and text."""

from datetime import date

from commonlist.crosswalk.lists import Item, ListEdition

OLD, NEW = date(2023, 2, 24), date(2024, 9, 6)
LIST = {"1A001": "Pumps", "1A001.a": "of steel", "1A001.a.1": "above 3 bar", "1A001.b": "of glass"}


def edition(day: date, printed: dict[str, str], notes: dict[str, str] | None = None) -> ListEdition:
    """A list printed as code and text; a text `[Reserved]` is reserved."""
    items = {
        code: Item(
            item_code=code,
            parent_code=code.rpartition(".")[0],
            kind="reserved" if text.casefold() == "[reserved]" else "provision" if "." in code else "entry",
            text=text,
            notes=(notes or {}).get(code, ""),
        )
        for code, text in printed.items()
    }
    return ListEdition(source_id="us_ccl", publisher_code="us", edition_date=day, language="en", origin="folder", items=items)
