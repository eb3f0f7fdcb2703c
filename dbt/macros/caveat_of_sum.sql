{# What a reader must know before using a sum over states, in one sentence list; null when there is nothing to say. #}
{% macro caveat_of_sum(sums, lacking) -%}
    nullif(concat_ws(
        '; ',
        case when {{ sums }}.definition_count > 1 then 'the states define this measure differently' end,
        case when {{ sums }}.has_mixed_years then 'fiscal and calendar years stand together' end,
        case when {{ sums }}.has_part_of_year then 'of some states only a part of the year is published' end,
        case when {{ sums }}.unconverted_states is not null then 'figures for which there is no rate are left out' end,
        case when {{ lacking }}.totals_only_states is not null then 'some states print only totals over all goods, which are left out' end,
        case when {{ lacking }}.missing_states is not null then 'some states publish nothing of this' end,
        case when {{ sums }}.blank_count > 0 then 'some lines have no figure' end
    ), '')
{%- endmacro %}
