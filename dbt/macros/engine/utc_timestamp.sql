{# A time stamp without zone, in UTC, whatever the zone of the session. #}
{% macro utc_timestamp(zoned) -%}
    {{ return(adapter.dispatch('utc_timestamp')(zoned)) }}
{%- endmacro %}

{% macro duckdb__utc_timestamp(zoned) -%}
    make_timestamp(epoch_us({{ zoned }}))
{%- endmacro %}

{% macro spark__utc_timestamp(zoned) -%}
    cast(to_utc_timestamp({{ zoned }}, current_timezone()) as timestamp_ntz)
{%- endmacro %}
