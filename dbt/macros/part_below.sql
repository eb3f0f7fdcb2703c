{#
What of a figure lies below a cumulated weight, to the cent. A part of a figure is what lies below its upper weight without what lies below its
lower one, so the parts add up to the figure whatever the weights; the last weight is 1, and below it lies the figure itself.
#}
{% macro part_below(figure, cumulated_weight) -%}
    case
        when {{ cumulated_weight }} = 1 then {{ figure }}
        else cast(round(cast({{ figure }} as double) * 100 * cast({{ cumulated_weight }} as double)) / 100 as decimal(18, 2))
    end
{%- endmacro %}
