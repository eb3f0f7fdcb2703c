{# What a reader must know before using a figure, in one sentence list; null when there is nothing to say. #}
{% macro caveat(figures, years, undivided) -%}
    nullif(concat_ws(
        '; ',
        case when {{ years }}.definition_count > 1 then 'publishers define this measure differently, do not add it across them' end,
        case when {{ figures }}.reporting_state_code is null then 'the reporting state is not named' end,
        case when {{ undivided }}.source_id is not null then 'some figures are printed only as a total over all categories and left out' end,
        case when {{ figures }}.has_wide_category then 'a category is wider than the common item' end,
        case when {{ figures }}.has_split_category then 'a category is divided by weight' end,
        case when {{ figures }}.currency_code is not null and {{ figures }}.euro_rate is null then 'there is no rate for value_eur' end,
        case when {{ figures }}.token_count > 0 then 'placeholders are left out' end,
        case when {{ figures }}.estimated_count > 0 then 'some figures are estimates' end,
        case when {{ figures }}.not_reported_count + {{ figures }}.withheld_count + {{ figures }}.unparseable_count > 0 then 'some lines have no figure' end
    ), '')
{%- endmacro %}
