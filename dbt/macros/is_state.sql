{# Whether a reporter of this type is a state, not the Union of them, a group or nobody named; a publisher of no known type is one. #}
{% macro is_state(type) -%}
    coalesce({{ type }}, 'state') in ('state', 'territory', 'historic_state')
{%- endmacro %}
