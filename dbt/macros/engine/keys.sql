{#
Words that a small table adds to many figures are kept as numbers into a list of them, an ENUM that each build makes anew: joined, copied and
written as fast as numbers. Spark's columns do the same by themselves.
#}
{% macro key_of(word, key) -%}
    {{ return(adapter.dispatch('key_of')(word, key)) }}
{%- endmacro %}

{% macro duckdb__key_of(word, key) -%}
    cast({{ word }} as {{ key }}_key)
{%- endmacro %}

{% macro spark__key_of(word, key) -%}
    {{ word }}
{%- endmacro %}

{# The word that a key stands for. #}
{% macro word_of(key) -%}
    {{ return(adapter.dispatch('word_of')(key)) }}
{%- endmacro %}

{% macro duckdb__word_of(key) -%}
    cast({{ key }} as varchar)
{%- endmacro %}

{% macro spark__word_of(key) -%}
    {{ key }}
{%- endmacro %}

{# The list of a key, from queries of one column `word`. #}
{% macro make_key(key, words) -%}
    {{ return(adapter.dispatch('make_key')(key, words)) }}
{%- endmacro %}

{% macro duckdb__make_key(key, words) -%}
    create or replace type {{ key }}_key as enum (
        select distinct word from ({{ words | join(' union all ') }}) as words where word is not null order by word
    );
{%- endmacro %}

{% macro spark__make_key(key, words) -%}{%- endmacro %}
