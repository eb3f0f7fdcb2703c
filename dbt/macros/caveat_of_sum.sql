{# What a reader must know before using a sum over states, in one sentence list; null when there is nothing to say. #}
{% macro caveat_of_sum(sums, lacking) -%}
    nullif(concat_ws(
        '; ',
        case when {{ sums }}.is_own_total then 'the Union''s own total, of all its states together' end,
        case when {{ sums }}.has_unnamed_state then 'of some figures the reporting state is not named' end,
        case
            when {{ sums }}.programme_count < {{ sums }}.reporter_count * {{ sums }}.definition_count
                then 'the states define this measure differently'
        end,
        case
            when {{ sums }}.programme_count > {{ sums }}.reporter_count
                then 'of one state figures by several definitions are added'
        end,
        case when {{ sums }}.goods_count > 1 then 'the figures are of different goods' end,
        case when {{ sums }}.has_other_goods then 'in other years the figures of a state are of other goods' end,
        case when {{ sums }}.has_mixed_years then 'fiscal and calendar years stand together' end,
        case when {{ sums }}.has_part_of_year then 'of some states only a part of the year is published' end,
        case when {{ sums }}.unconverted_states is not null then 'figures for which there is no rate are left out' end,
        case when {{ lacking }}.totals_only_states is not null then 'some states print only a total over all goods, which is left out' end,
        case when {{ lacking }}.missing_states is not null then 'some states publish nothing of this' end,
        case when {{ sums }}.blank_count > 0 then 'some lines have no figure' end
    ), '')
{%- endmacro %}
