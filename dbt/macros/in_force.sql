{# A judgement holds from its first to its last day, both included; a blank end is open. #}
{% macro in_force(judgement, on_date) -%}
    (
        ({{ judgement }}.valid_from is null or {{ judgement }}.valid_from <= {{ on_date }})
        and ({{ judgement }}.valid_to is null or {{ judgement }}.valid_to >= {{ on_date }})
    )
{%- endmacro %}
