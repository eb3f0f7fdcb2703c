{# The distinct texts of a group, sorted, as one text. #}
{% macro join_texts(expression) -%}
    {{ return(adapter.dispatch('join_texts')(expression)) }}
{%- endmacro %}

{% macro duckdb__join_texts(expression) -%}
    string_agg(distinct {{ expression }}, ', ' order by {{ expression }})
{%- endmacro %}

{% macro spark__join_texts(expression) -%}
    nullif(array_join(cast(array_sort(collect_set({{ expression }})) as array<string>), ', '), '')
{%- endmacro %}
