{# Where a code has several counterparts, the closest one speaks for it; a code without any judgement comes last. #}
{% macro predicate_rank(predicate) -%}
    case {{ predicate }}
        when 'exact' then 1
        when 'narrow' then 2
        when 'broad' then 3
        when 'overlaps' then 4
        when 'close' then 5
        when 'related' then 6
        when 'none' then 7
        else 8
    end
{%- endmacro %}

{% macro is_aggregating(predicate) -%}
    ({{ predicate }} in ('exact', 'narrow', 'broad', 'overlaps'))
{%- endmacro %}

{# The same relation, read from its other end. #}
{% macro inverse_of(predicate) -%}
    case {{ predicate }} when 'narrow' then 'broad' when 'broad' then 'narrow' else {{ predicate }} end
{%- endmacro %}

{# A path that says something on every day. #}
{% macro is_certain(path) -%}
    (
        {{ path }}.composed_predicate is not null
        and {{ path }}.valid_from is null
        and {{ path }}.valid_to is null
        and {{ path }}.denied_from is null
    )
{%- endmacro %}
