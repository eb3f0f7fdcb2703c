{# The part of a dotted code before its first dot. Same on DuckDB and Spark; engines that differ dispatch here. #}
{% macro first_level_of(code) -%}
    split_part({{ code }}, '.', 1)
{%- endmacro %}
