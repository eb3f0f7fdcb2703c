{# The sum across states that a figure belongs to, in one text. #}
{% macro sum_id() -%}
    concat_ws(
        '|',
        measure_code,
        year,
        goods_scope,
        coalesce(scoped_category_code, ''),
        coalesce(destination_code, destination_name),
        destination_role,
        unit
    )
{%- endmacro %}
