{# The texts of a group as one text, a line each, in the order of a column. #}
{% macro join_lines(expression, ordered) -%}
    {{ return(adapter.dispatch('join_lines')(expression, ordered)) }}
{%- endmacro %}

{% macro duckdb__join_lines(expression, ordered) -%}
    string_agg(coalesce({{ expression }}, ''), chr(10) order by {{ ordered }}, {{ expression }})
{%- endmacro %}

{% macro spark__join_lines(expression, ordered) -%}
    array_join(transform(array_sort(collect_list(struct({{ ordered }}, coalesce({{ expression }}, '') as line))), entry -> entry.line), '\n')
{%- endmacro %}
