{# The first number of a figure as printed, its marks with it. #}
{% macro marked_number_of(figure_text) -%}
    regexp_extract({{ figure_text }}, '([.,]?[0-9][0-9.,]*)', 1)
{%- endmacro %}

{# A text of digits without marks, and without the zeros at either end. #}
{% macro bare_digits_of(marked) -%}
    regexp_extract(replace(replace({{ marked }}, '.', ''), ',', ''), '^0*(.*?)0*$', 1)
{%- endmacro %}

{# The digits after the decimal mark, without the zeros at either end; null where the marks only set thousands apart, or there is none. #}
{% macro bare_decimals_of(marked, number) -%}
    case
        when
            {{ matches_whole(marked, "'[0-9.,]*[.,][0-9]+'") }}
            and abs({{ number }}) <> cast(nullif(replace(replace({{ marked }}, '.', ''), ',', ''), '') as double)
            then {{ bare_digits_of("regexp_extract(" ~ marked ~ ", '([0-9]+)$', 1)") }}
    end
{%- endmacro %}

{#
One figure would be the other, had its print not lost the decimal mark, or the mark and all before it: 127 mm beside 12,7 mm, 5 GPa beside
1,5 GPa. A mark can only be missing where the other print has one.
#}
{% macro lost_its_mark(figure, other) -%}
    (
        {{ figure }}.unit_code = {{ other }}.unit_code
        and {{ figure }}.number <> {{ other }}.number
        and {{ figure }}.bare_decimals is null
        and {{ other }}.bare_decimals is not null
        and {{ figure }}.bare_digits in ({{ other }}.bare_digits, {{ other }}.bare_decimals)
    )
{%- endmacro %}
