{# What a sum is, or why there is none, from the states of the lines it was made from; a zero only where one was printed. #}
{% macro state_of_sum(figures) -%}
    case
        when {{ figures }}.reported_count > 0 and {{ figures }}.value_original <> 0 then 'reported'
        when {{ figures }}.estimated_count > 0 then 'estimated'
        when {{ figures }}.reported_count > 0 then 'reported_zero'
        when {{ figures }}.withheld_count > 0 then 'withheld'
        when {{ figures }}.token_count > 0 then 'token'
        when {{ figures }}.not_reported_count > 0 then 'not_reported'
        when {{ figures }}.not_applicable_count > 0 then 'not_applicable'
        else 'unparseable'
    end
{%- endmacro %}

{# The counts and marks by which a sum of sums says what it is made from. #}
{% macro summed_counts(figures) -%}
    cast(sum({{ figures }}.value_original) as decimal(18, 2)) as value_original,
    cast(sum({{ figures }}.line_count) as bigint) as line_count,
    sum({{ figures }}.reported_count) as reported_count,
    sum({{ figures }}.estimated_count) as estimated_count,
    sum({{ figures }}.token_count) as token_count,
    sum({{ figures }}.not_reported_count) as not_reported_count,
    sum({{ figures }}.not_applicable_count) as not_applicable_count,
    sum({{ figures }}.withheld_count) as withheld_count,
    sum({{ figures }}.unparseable_count) as unparseable_count,
    bool_or({{ figures }}.has_wide_category) as has_wide_category,
    bool_or({{ figures }}.has_split_category) as has_split_category
{%- endmacro %}
