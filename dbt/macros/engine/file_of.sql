{# The state folder, and the source, that a steward's file belongs to. #}
{% macro folder_of(path) -%}
    regexp_extract(replace({{ path }}, '\\', '/'), '([^/]+)/[^/]+$', 1)
{%- endmacro %}

{% macro source_of(path) -%}
    regexp_extract(replace({{ path }}, '\\', '/'), '([^/.]+)[.][^/]*$', 1)
{%- endmacro %}
