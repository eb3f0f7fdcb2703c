{# Two judgements are in force on some day together. #}
{% macro overlap(earlier, later) -%}
    (
        ({{ earlier }}.valid_to is null or {{ later }}.valid_from is null or {{ later }}.valid_from <= {{ earlier }}.valid_to)
        and ({{ later }}.valid_to is null or {{ earlier }}.valid_from is null or {{ earlier }}.valid_from <= {{ later }}.valid_to)
    )
{%- endmacro %}
