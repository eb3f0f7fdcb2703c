{# The part of a dotted code before its first dot. Same on DuckDB and Spark; engines that differ dispatch here. #}
{% macro first_level_of(code) -%}
    split_part({{ code }}, '.', 1)
{%- endmacro %}

{# How many levels of a dotted code stand below its first one. #}
{% macro depth_of(code) -%}
    (length({{ code }}) - length(replace({{ code }}, '.', '')))
{%- endmacro %}
