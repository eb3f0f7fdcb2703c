{# What lines and printed totals with a figure, and with a zero, say of their publisher. A blank or a placeholder says nothing. #}
{% macro publishes(figure_count, zero_count, total_count, total_zero_count) -%}
    case
        when {{ figure_count }} > 0 then 'figures'
        when {{ total_count }} > 0 then 'totals_only'
        when {{ zero_count }} + {{ total_zero_count }} > 0 then 'zeros_only'
        else 'nothing'
    end
{%- endmacro %}
