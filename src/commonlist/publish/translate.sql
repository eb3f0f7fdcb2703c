-- What a code of one list is in another, by the approved judgements in force on a day.
--
--   from translate_code('us:3A001.b.2', 'gb');                              one code, today
--   from translate_code('us:3A001.b.2', 'gb', on_day := date '2024-09-06'); one code, on a day
--   from translations('us_ccl', 'gb');                                      every code of a list
--   from explain_code('us:3A001.b.2', 'gb');                                the paths and who approved them
--   from judgements_above('us:3A001.b.2');                                  what is approved of the code and of those above it
--   from suppositions('us:3A001.b.2', 'gb', on_day := date '2018-01-01');   what the answer takes to have stood on that day already
--
-- Origin and destination are a publisher or one of its lists. What the edition does not hold is an error, so translations are never
-- empty; explain_code is where nothing leads there, judgements_above where nothing is approved. `outcome` is mapped, none, unverified or
-- todo; only `mapped` names a code, by a predicate that follows from approved judgements (predicate_compositions). Of a code's paths to
-- a list the nearest that say something count; of several to one code the strongest speaks, and what would be narrower and broader at
-- once is unverified. `none` says that the code is no item of the common classification, by decision; national goods of the destination
-- were not compared.

create or replace macro askable(origin, destination, wanted) as table
with known as (
    select
        string_agg(distinct publisher_code, ', ' order by publisher_code) as publishers,
        string_agg(distinct source_id, ', ' order by source_id) as lists,
        max(publisher_code) filter (where origin in (publisher_code, source_id)) as own,
        max(publisher_code) filter (where destination in (publisher_code, source_id)) as other,
        coalesce(bool_or(origin in (publisher_code, source_id) and item_code = wanted), false) as has_code
    from code_states
)

select
    case
        when wanted = '' then error(concat('''', origin, ''' does not say whose code it is; write us:3A001.b.2'))
        when own is null then error(concat('the edition has no list of ''', origin, '''; use one of ', publishers, ', ', lists))
        when other is null then error(concat('the edition has no list of ''', destination, '''; use one of ', publishers, ', ', lists))
        when own = other then error(concat('''', origin, ''' and ''', destination, ''' are of one publisher; name another'))
        when wanted is not null and not has_code
            then
                error(
                    concat(
                        'there is no code ''', wanted, ''' in the newest edition of ', origin,
                        '; ask for an entry or provision of code_states, written with dotted levels'
                    )
                )
        else origin
    end as origin
from known;

create or replace macro paths_on(origin, destination, on_day, wanted) as table
with held as (
    select
        *,
        path_status = 'approved'
        and composed_predicate is not null
        and not coalesce(on_day between denied_from and denied_to, false) as is_said
    from correspondences
    where
        origin in (publisher_code, source_id)
        and destination in (target_publisher_code, target_source_id)
        and (wanted is null or item_code = wanted)
        and coalesce(valid_from <= on_day, true)
        and coalesce(valid_to >= on_day, true)
)

select
    *,
    is_said
    and code_steps = min(case when is_said then code_steps end) over (partition by source_id, item_code, target_source_id)
    and common_steps is not distinct from min(case when is_said then common_steps end) over (
        partition by source_id, item_code, target_source_id, code_steps, common_code
    ) as is_nearest
from held;

create or replace macro answers_on(origin, destination, on_day, wanted) as table
with spoken as (
    select
        source_id,
        item_code,
        case when is_nearest then composed_predicate end as predicate,
        case when is_nearest and target_item_code is not null then target_source_id end as target_source_id,
        case when is_nearest then target_item_code end as target_item_code
    from paths_on(origin, destination, on_day, wanted)
),

found as (
    select
        source_id,
        item_code,
        target_source_id,
        target_item_code,
        case
            when bool_or(predicate = 'exact') then 'exact'
            when bool_or(predicate = 'narrow') and bool_or(predicate = 'broad') then 'unverified'
            when bool_or(predicate = 'narrow') then 'narrow'
            when bool_or(predicate = 'broad') then 'broad'
            when bool_or(predicate = 'overlaps') then 'overlaps'
            else coalesce(min(predicate), 'unverified')
        end as said
    from spoken
    group by all
),

answers as (
    select
        codes.source_id,
        codes.item_code,
        case
            when found.said in ('none', 'unverified') then found.said
            when found.said is not null then 'mapped'
            when codes.code_state = 'unverified' then 'unverified'
            else 'todo'
        end as outcome,
        found.said,
        found.target_source_id,
        found.target_item_code
    from code_states as codes
    left join found
        on codes.source_id = found.source_id and codes.item_code = found.item_code
    where
        origin in (codes.publisher_code, codes.source_id)
        and (wanted is null or codes.item_code = wanted)
)

select distinct
    source_id,
    item_code,
    outcome,
    case when outcome = 'mapped' then said end as predicate,
    case when outcome = 'mapped' then target_source_id end as target_source_id,
    case when outcome = 'mapped' then target_item_code end as target_item_code
from answers
-- an answer leaves room for no lesser one
qualify rank() over (
    partition by source_id, item_code
    order by case outcome when 'mapped' then 1 when 'none' then 2 when 'unverified' then 3 else 4 end
) = 1;

create or replace macro translations(origin, destination, on_day := current_date, wanted := null) as table
select answers.*
from askable(origin, destination, wanted) as asked
left join answers_on(origin, destination, on_day, wanted) as answers
    on asked.origin = origin;

create or replace macro translate_code(code, destination, on_day := current_date) as table
from translations(split_part(code, ':', 1), destination, on_day := on_day, wanted := split_part(code, ':', 2));

-- what is approved of a code and of those above it on a day, nearest first
create or replace macro judgements_above(code, on_day := current_date) as table
select
    judged.source_id,
    judged.item_code,
    judged.predicate,
    judged.common_code,
    judged.common_code is not null and judged.entry_code is null as is_category,
    judged.reviewer,
    judged.reviewed_date
from code_states as asked
inner join crosswalk as judged
    on asked.source_id = judged.source_id and starts_with(asked.item_code || '.', judged.item_code || '.')
inner join code_states as speaking
    on judged.source_id = speaking.source_id and judged.item_code = speaking.item_code
where
    split_part(code, ':', 1) in (asked.publisher_code, asked.source_id)
    and asked.item_code = split_part(code, ':', 2)
    and not judged.is_negated
    and coalesce(judged.valid_from <= on_day, true)
    and coalesce(judged.valid_to >= on_day, true)
    -- a reserved code holds no goods, so what stands above it says nothing of it
    and (asked.item_code = judged.item_code or 'reserved' not in (asked.kind, speaking.kind))
order by length(judged.item_code) desc, judged.common_code;

-- the day from which each code is known to stand, by the date its publisher prints or the first edition held that prints it
create or replace macro code_dates() as table
select
    source_id,
    publisher_code,
    item_code,
    least(min(valid_from), min(edition_date)) as since_date,
    min(min(edition_date)) over (partition by source_id) as oldest_edition_date
from control_items
where kind in ('entry', 'provision', 'reserved')
group by source_id, publisher_code, item_code;

-- the codes of an answer, or the lists it says nothing of (no item_code), that are not known to have stood on that day
create or replace macro suppositions(code, destination, on_day := current_date) as table
with answers as (
    from translate_code(code, destination, on_day := on_day)
),

named as (
    select
        source_id,
        item_code
    from answers
    union
    select
        target_source_id,
        target_item_code
    from answers
),

dated as (
    select
        source_id,
        item_code,
        since_date,
        oldest_edition_date
    from code_dates() semi join named using (source_id, item_code)
    union
    select
        source_id,
        null,
        oldest_edition_date,
        oldest_edition_date
    from code_dates() anti join named using (source_id)
    where destination in (publisher_code, source_id)
)

select * from dated
where since_date > on_day
order by source_id, item_code;

create or replace macro explain_code(code, destination, on_day := current_date) as table
with paths as (
    select held.*
    from askable(split_part(code, ':', 1), destination, split_part(code, ':', 2)) as asked
    inner join paths_on(split_part(code, ':', 1), destination, on_day, split_part(code, ':', 2)) as held
        on asked.origin in (held.publisher_code, held.source_id)
),

judgements as (
    select * from crosswalk
    where not is_negated and coalesce(valid_from <= on_day, true) and coalesce(valid_to >= on_day, true)
),

rules as (
    -- the same goods change nothing, so nothing needs saying
    select
        *,
        case
            when 'exact' not in (first_predicate, second_predicate)
                then
                    first_predicate || ' then ' || second_predicate || ': ' || coalesce(composed_predicate, 'nothing')
                    || ', because ' || composition_reason
        end as said
    from predicate_compositions
)

select
    paths.is_nearest,
    paths.item_code,
    paths.speaking_code,
    paths.first_predicate,
    own.reviewer as first_reviewer,
    own.reviewed_date as first_reviewed_date,
    paths.common_code,
    paths.target_common_code,
    paths.second_predicate,
    other.reviewer as second_reviewer,
    other.reviewed_date as second_reviewed_date,
    paths.target_source_id,
    paths.target_item_code,
    paths.composed_predicate,
    nullif(concat_ws('; ', first_rule.said, middle_rule.said, last_rule.said), '') as composition,
    paths.path_status,
    coalesce(on_day between paths.denied_from and paths.denied_to, false) as is_denied
from paths
left join judgements as own
    on
        paths.source_id = own.source_id
        and paths.speaking_code = own.item_code
        and paths.first_predicate = own.predicate
        and paths.common_code is not distinct from own.common_code
left join judgements as other
    on
        paths.target_source_id = other.source_id
        and paths.target_item_code = other.item_code
        and paths.target_common_code = other.common_code
        and paths.second_predicate = case other.predicate when 'narrow' then 'broad' when 'broad' then 'narrow' else other.predicate end
left join rules as first_rule
    on
        case when paths.code_steps > 0 then 'narrow' else 'exact' end = first_rule.first_predicate
        and paths.first_predicate = first_rule.second_predicate
left join rules as middle_rule
    on
        first_rule.composed_predicate = middle_rule.first_predicate
        and case when paths.common_steps > 0 then 'narrow' else 'exact' end = middle_rule.second_predicate
left join rules as last_rule
    on middle_rule.composed_predicate = last_rule.first_predicate and paths.second_predicate = last_rule.second_predicate
order by not is_nearest, target_source_id, target_item_code, code_steps, common_steps;
