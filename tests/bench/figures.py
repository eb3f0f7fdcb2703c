"""A number of rows to a landing of that many made-up figures, and the small tables they meet: skewed as real ones, always the same.

- Ten states of unlike size with 600 codes each, used as Zipf says; one code in a hundred figures is known to nobody.
- Of twelve codes one is divided among three common items by weight and two changed their common item on some day: 8,000 map rows.
- 250 spellings of some 200 destinations, five currencies, 2005 to 2024; one currency has no rate in one year.
"""

import math
from pathlib import Path

import duckdb

STATES, CODES, SPELLINGS, COMMON, FIRST_YEAR, YEARS = 10, 600, 250, 900, 2005, 20
CURRENCIES = ("EUR", "GBP", "USD", "SEK", "CZK")
SMALL = ("editions", "destinations", "map_rows", "categories", "rates")


def generate(rows: int, folder: Path) -> Path:
    """A folder with `figures/<source_id>.parquet`, together `rows` rows, and one Parquet file for each of SMALL."""
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as session:
        session.execute("set threads = 2")
        for name in SMALL:
            _write(session, _SMALL_SQL[name], folder / f"{name}.parquet")
        for state, count in enumerate(_shared(rows)):
            _write(session, _figures(state, count), folder / "figures" / f"source_{state}.parquet")
    return folder


def _shared(rows: int) -> list[int]:
    """The rows of each state: the second has half as many as the first, the third a third."""
    whole = sum(1 / (state + 1) for state in range(STATES))
    counts = [int(rows / (state + 1) / whole) for state in range(STATES)]
    return [counts[0] + rows - sum(counts), *counts[1:]]


def _write(session: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    session.execute(f"copy ({query}) to '{path}' (format parquet, compression zstd, compression_level 1)")


def _by_chance(seed: int) -> str:
    """A number from 0 to 1 that depends on the state, the line and the seed alone."""
    return f"(hash(line * 16 + {seed}, state) / 18446744073709551616.0)"


def _code(rank: str) -> str:
    return f"'ML' || ({rank} // 26 + 1) || '.' || chr(cast(97 + {rank} % 26 as integer))"


def _chances(state: int, count: int) -> str:
    return f"""
select
    line,
    cast({FIRST_YEAR} + line * {YEARS} // {count} as integer) as year,
    least({CODES - 1}, cast(floor(exp({_by_chance(1)} * {math.log(CODES + 1)}) - 1) as integer)) as code_rank,
    least({SPELLINGS - 1}, cast(floor({SPELLINGS} * pow({_by_chance(2)}, 3)) as integer)) as spelling,
    {_by_chance(3)} as size,
    {_by_chance(4)} as measure,
    {_by_chance(5)} as oddity
from (select range as line, {state} as state from range({count})) as lines
"""


def _figures(state: int, count: int) -> str:
    return f"""
select
    'source_{state}' as source_id,
    date '2025-06-30' as edition_date,
    cast(line + 2 as bigint) as source_line,
    case when measure < 0.25 then 'licences_issued' when measure < 0.5 then 'value_exported' else 'value_licensed' end as measure_code,
    'source_{state}:' || case when measure < 0.25 then 'issued' when measure < 0.5 then 'exported' else 'licensed' end as definition_code,
    'State {state}' as reporting_state_text,
    case
        when oddity < 0.005 then null
        when oddity < 0.01 then 'Destination no. 1; Destination no. 2'
        else 'Destination no. ' || spelling
    end as destination_text,
    cast(case when oddity < 0.005 then 0 when oddity < 0.01 then 2 else 1 end as integer) as destination_count,
    'destination' as destination_role,
    make_date(year, 1, 1) as period_start,
    make_date(year, 12, 31) as period_end,
    case
        when oddity between 0.01 and 0.02 then 'PL9' || code_rank % 9
        when oddity between 0.03 and 0.05 then null
        else {_code("code_rank")}
    end as category_code,
    cast(case when oddity between 0.03 and 0.04 then 0 when oddity between 0.04 and 0.05 then 3 else 1 end as integer) as category_count,
    case when measure < 0.25 then 'count' else 'currency' end as unit,
    case when measure >= 0.25 then '{CURRENCIES[state % len(CURRENCIES)]}' end as currency_code,
    case
        when oddity between 0.05 and 0.08 then null
        when measure < 0.25 then cast(floor(exp(size * 8)) as decimal(18, 2))
        else cast(floor(exp(size * 24)) / 100 as decimal(18, 2))
    end as value,
    case when oddity between 0.05 and 0.08 then 'not_reported' else 'reported' end as value_state,
    oddity > 0.99 as is_subtotal
from ({_chances(state, count)}) as chances
order by line
"""


_SMALL_SQL = {
    "editions": f"""
        select
            'source_' || range as source_id,
            'x' || range as publisher_code,
            'S' || lpad(cast(range as varchar), 3, '0') as state_code,
            date '2025-06-30' as edition_date,
            true as is_public,
            true as is_latest
        from range({STATES})
        """,
    "destinations": f"""
        select
            'Destination no. ' || range as destination_text,
            'D' || lpad(cast(range % 200 as varchar), 3, '0') as destination_code,
            'Destination ' || range % 200 as destination_name,
            case when range % 200 > 190 then 'territory' else 'state' end as destination_type
        from range({SPELLINGS})
        union all
        select 'State ' || range, 'S' || lpad(cast(range as varchar), 3, '0'), 'State ' || range, 'state' from range({STATES})
        """,
    "map_rows": f"""
        with codes as (
            select 'source_' || state as source_id, rank, state * 97 + rank as place, {_code("rank")} as item_code
            from (select range as state from range({STATES})) as states
            cross join (select range as rank from range({CODES})) as ranks
        ),

        parts as (
            select *, unnest(case when rank % 12 = 2 then [0, 1, 2] when rank % 12 in (3, 9) then [3, 4] else [5] end) as part from codes
        )

        select
            source_id,
            item_code,
            case when part < 3 then 'broad' when part = 5 and rank % 5 = 0 then 'narrow' else 'exact' end as predicate,
            'ML' || ((place + part * 7) % {COMMON} // 40 + 1) || '.' || (place + part * 7) % {COMMON} as common_code,
            'ML' || ((place + part * 7) % {COMMON} // 40 + 1) as entry_code,
            false as is_negated,
            cast(case part when 0 then 0.333333 when 1 then 0.25 when 2 then 0.416667 else 1 end as decimal(9, 6)) as weight,
            case when part = 4 then make_date(cast(2008 + rank % 14 as integer), 1, 1) end as valid_from,
            case when part = 3 then make_date(cast(2007 + rank % 14 as integer), 12, 31) end as valid_to
        from parts
        """,
    "categories": f"select 'source_' || range as source_id, 'PL90' as category_text from range({STATES})",
    "rates": f"""
        select
            currency_code,
            cast(year as integer) as year,
            cast(case currency_code when 'EUR' then 1 when 'CZK' then 25 when 'SEK' then 10 else 1 end
                * case currency_code when 'EUR' then 1 else 1 + (year * 7919 % 1000 - 500) / 2000 end as decimal(18, 6)) as rate
        from (select unnest({list(CURRENCIES)}) as currency_code) as currencies
        cross join (select range as year from range({FIRST_YEAR}, {FIRST_YEAR + YEARS})) as years
        where not (currency_code = 'CZK' and year = 2005)
        """,
}
