{# One dotted code is the other, or stands below it. #}
{% macro is_at_or_below(code, above) -%}
    starts_with({{ code }} || '.', {{ above }} || '.')
{%- endmacro %}
