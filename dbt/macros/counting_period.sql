{# How many months a period of counting has. #}
{% macro months_of(grain) -%}
    case {{ grain }} when 'quarter' then 3 else 12 end
{%- endmacro %}

{# The first day of the month that is a number of months after that of a date; the number may be below zero. #}
{% macro month_after(day, month_count) -%}
    make_date(
        cast(floor((extract(year from {{ day }}) * 12 + extract(month from {{ day }}) - 1 + {{ month_count }}) / 12) as integer),
        cast((extract(year from {{ day }}) * 12 + extract(month from {{ day }}) - 1 + {{ month_count }}) % 12 + 1 as integer),
        1
    )
{%- endmacro %}

{# How many months of a period have passed before the month of a date; the year counted in begins with the first month given. #}
{% macro months_into(day, grain, first_month) -%}
    ((extract(month from {{ day }}) + 12 - {{ first_month }}) % {{ months_of(grain) }})
{%- endmacro %}

{# The first and the last day of the period of counting a date lies in. #}
{% macro period_start(day, grain, first_month) -%}
    {{ month_after(day, "0 - " ~ months_into(day, grain, first_month)) }}
{%- endmacro %}

{% macro period_end(day, grain, first_month) -%}
    {{ days_after(month_after(day, months_of(grain) ~ " - " ~ months_into(day, grain, first_month)), -1) }}
{%- endmacro %}
