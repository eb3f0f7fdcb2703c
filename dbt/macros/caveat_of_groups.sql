{# What a reader must know before using a count of licence groups, in one sentence list; null when there is nothing to say. #}
{% macro caveat_of_groups(counted, shared) -%}
    nullif(concat_ws(
        '; ',
        case when {{ counted }}.shared_group_count > 0 then '{{ shared }}' end,
        case when not {{ counted }}.is_latest then 'a newer edition counts these groups again' end,
        case when not {{ counted }}.has_figures then 'the figures of this edition are not published, so that years and destinations are unknown' end,
        case
            when {{ counted }}.has_figures and {{ counted }}.unjoined_group_count > 0
                then 'groups that stand in no figure of this edition have no year and no destination'
        end
    ), '')
{%- endmacro %}
