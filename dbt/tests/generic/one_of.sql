{% test one_of(model, column_name, words) %}

select
    {{ column_name }},
    count(*) as row_count
from {{ model }}
where
    {{ column_name }} is null
    or {{ column_name }} not in ('{{ words | join("', '") }}')
group by {{ column_name }}

{% endtest %}
