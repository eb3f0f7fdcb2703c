{# The figures by which a state publishes a year: a single one below the least sum of a year stands in the wrong column and is none. #}
{% macro published_count(counted='counted', measures='measures') -%}
    case
        when {{ counted }}.figure_count = 1 and {{ counted }}.figure_sum < cast({{ measures }}.least_in_year as decimal(18, 2)) then 0
        else {{ counted }}.figure_count
    end
{%- endmacro %}

{# The printed totals by which it does: totals below that sum are of such a figure. #}
{% macro published_total_count(counted='counted', measures='measures') -%}
    case
        when {{ counted }}.total_sum < cast({{ measures }}.least_in_year as decimal(18, 2)) then 0
        else {{ counted }}.total_count
    end
{%- endmacro %}
