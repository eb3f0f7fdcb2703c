{# The distinct whole numbers of a group, in their order, as one text. #}
{% macro join_numbers(expression) -%}
    {{ return(adapter.dispatch('join_numbers')(expression)) }}
{%- endmacro %}

{% macro duckdb__join_numbers(expression) -%}
    array_to_string(list_sort(list(distinct {{ expression }}) filter (where {{ expression }} is not null)), ', ')
{%- endmacro %}

{% macro spark__join_numbers(expression) -%}
    nullif(array_join(cast(array_sort(collect_set({{ expression }})) as array<string>), ', '), '')
{%- endmacro %}
