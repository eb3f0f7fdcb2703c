{# The last label of a code as a text that sorts as labels are counted (9 before 10); null where that is unsure, as of Roman numbers. #}
{% macro place_of(label) -%}
    case
        when {{ matches_whole(label, "'[0-9]+'") }} then lpad({{ label }}, 8, '0')
        when {{ matches_whole(label, "'[A-Za-z]'") }} then {{ label }}
    end
{%- endmacro %}

{# One place comes after another of the same kind of label. #}
{% macro is_after(place, other) -%}
    (length({{ place }}) = length({{ other }}) and {{ place }} > {{ other }})
{%- endmacro %}

{# The text ends in a word that promises another paragraph. #}
{% macro promises_more(text) -%}
    {{ matches_whole("lower(" ~ text ~ ")", "'(?s).*[ ;,](or|and|oder|und|ou|et)[ .:;]*'") }}
{%- endmacro %}
