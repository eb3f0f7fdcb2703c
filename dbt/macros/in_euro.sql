{# One euro is one euro; anything else is worth what its year's mean rate says, and nothing is said where there is no rate. #}
{% macro euro_rate(currency_code, rate) -%}
    case when {{ currency_code }} = 'EUR' then cast(1 as decimal(18, 6)) else {{ rate }} end
{%- endmacro %}

{% macro in_euro(figure, euro_rate) -%}
    cast({{ figure }} / {{ euro_rate }} as decimal(18, 2))
{%- endmacro %}
