{# Whether a date of adoption is known: printed, or seen between two editions held here. #}
{% macro is_seen(adoption_basis) -%}
    ({{ adoption_basis }} in ('printed', 'first_edition'))
{%- endmacro %}
