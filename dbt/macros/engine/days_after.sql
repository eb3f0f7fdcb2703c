{# The date a number of days after another. #}
{% macro days_after(start_date, day_count) -%}
    {{ return(adapter.dispatch('days_after')(start_date, day_count)) }}
{%- endmacro %}

{% macro duckdb__days_after(start_date, day_count) -%}
    cast({{ start_date }} + cast({{ day_count }} as integer) as date)
{%- endmacro %}

{% macro spark__days_after(start_date, day_count) -%}
    date_add({{ start_date }}, cast({{ day_count }} as integer))
{%- endmacro %}
