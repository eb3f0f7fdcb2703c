{# The lists of words that figures bring along, as far as the schema lets them land, and that editions and places add to them. #}
{% macro make_keys_of_observations() -%}
    {%- set printed = "select currency_code as word from " ~ ref('stg_licensing_observations') %}
    {%- set convertible = "select currency_code as word from " ~ ref('stg_euro_rates') %}
    {%- set publishers = "select publisher_code as word from " ~ ref('int_editions_dated') %}
    {%- set states = "select state_code as word from " ~ ref('int_editions_dated') %}
    {%- set codes = "select destination_code as word from " ~ ref('stg_destinations') %}
    {%- set names = "select destination_name as word from " ~ ref('stg_destinations') %}
    {%- set types = "select destination_type as word from " ~ ref('stg_destinations') %}
    {{ make_key('unit', [these(['count', 'currency', 'quantity'])]) }}
    {{ make_key('value_state', [
        these(['reported', 'reported_zero', 'token', 'estimated', 'not_reported']),
        these(['not_applicable', 'withheld', 'suppressed', 'unparseable'])
    ]) }}
    {{ make_key('destination_role', [these(['destination', 'end_user_country', 'origin', 'incorporation_destination', 'mission'])]) }}
    {{ make_key('currency_code', [printed, convertible, these(['EUR'])]) }}
    {{ make_key('publisher_code', [publishers]) }}
    {{ make_key('destination_code', [codes, states]) }}
    {{ make_key('destination_name', [names, states, these(['none stated', 'several'])]) }}
    {{ make_key('destination_type', [types, these(['unstated', 'several'])]) }}
{%- endmacro %}

{# The lists of words that the map adds to figures. #}
{% macro make_keys_of_counterparts() -%}
    {%- set counterparts = ref('int_counterparts_weighted') %}
    {{ make_key('predicate', ["select predicate as word from " ~ counterparts, these(['todo'])]) }}
    {{ make_key('common_code', ["select common_code as word from " ~ counterparts]) }}
    {{ make_key('entry_code', ["select entry_code as word from " ~ counterparts]) }}
    {{ make_key('mapping_state', [these(['mapped', 'none', 'todo', 'non_item', 'not_aggregated', 'undivided', 'several'])]) }}
{%- endmacro %}

{% macro these(words) -%}
    {%- for word in words -%}
        select '{{ word }}' as word {%- if not loop.last %} union all {% endif -%}
    {%- endfor -%}
{%- endmacro %}
