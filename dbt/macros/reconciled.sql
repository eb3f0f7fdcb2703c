{# Two figures that differ by no more than is allowed. #}
{% macro is_within(found, expected, allowed) -%}
    (abs({{ found }} - {{ expected }}) <= {{ allowed }})
{%- endmacro %}

{# A figure that agrees with another by chance no more often than not: large enough, and not round. #}
{% macro is_telling(figure, rule) -%}
    ({{ figure }} >= {{ rule }}.least_figure and ({{ rule }}.round_unit = 0 or {{ figure }} % {{ rule }}.round_unit <> 0))
{%- endmacro %}

{# A figure as it would be printed: without the decimals of a whole number. #}
{% macro as_printed(figure) -%}
    regexp_replace(cast({{ figure }} as string), '[.]0+$', '')
{%- endmacro %}

{# What a printed total and its parts have in common, in one text; a dimension the total sums over is left out. #}
{% macro total_key() -%}
    concat_ws(
        '|',
        source_id,
        subtotal_scope,
        year,
        measure_code,
        coalesce(currency_code, ''),
        case when subtotal_scope like '%reporting_state%' then '' else coalesce(reporting_state_code, '') end,
        case when subtotal_scope like '%destination%' then '' else coalesce(destination_code, '') end,
        case when subtotal_scope like '%category%' then '' else coalesce(category_code, '') end
    )
{%- endmacro %}

{# Every examined thing in the columns that all checks share. #}
{% macro examined(check_id) -%}
    {% if check_id %}'{{ check_id }}' as {% endif %}check_id,
    source_id,
    reporting_state_code,
    year,
    measure_code,
    destination_code,
    outcome,
    cast(expected as decimal(18, 2)) as expected,
    cast(found as decimal(18, 2)) as found,
    message,
    source_line,
    source_lines
{%- endmacro %}
