{# The words of a text in small letters with one blank between them; what is neither letter nor digit is a blank. #}
{% macro words_of(text) -%}
    {{ return(adapter.dispatch('words_of')(text)) }}
{%- endmacro %}

{% macro duckdb__words_of(text) -%}
    trim(regexp_replace(lower({{ text }}), '[^a-z0-9]+', ' ', 'g'))
{%- endmacro %}

{% macro spark__words_of(text) -%}
    trim(regexp_replace(lower({{ text }}), '[^a-z0-9]+', ' '))
{%- endmacro %}

{# Whether these words stand together, whole and in that order, among the others. Same on DuckDB and Spark. #}
{% macro holds_words(words, phrase) -%}
    (concat(' ', {{ words }}, ' ') like concat('% ', {{ phrase }}, ' %'))
{%- endmacro %}
