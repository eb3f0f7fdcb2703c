"""For each belief, what must happen to a believable table so that the belief fails."""

SPOILED = {
    "control_items": {
        "There are control list items at all": "delete from control_items where source_line = 1 and kind <> 'entry'",
        "Every list has several entries": "delete from control_items where kind = 'entry' and source_id = 'us_ccl'",
        "No list lost a tenth of its entries since the last edition": "delete from control_items where item_code in ('ML1', 'ML2')",
        "No list became twice as long since the last edition": "insert into control_items select i.* from control_items i, range(2)",
        "Provisions stay the same part of each list": "update control_items set kind = 'note' where item_code similar to '.*[.][ab]'",
        "Few codes stand twice in one edition": "update control_items set occurrence_number = 2 where item_code similar to '.*[.][a-d]'",
        "Texts hold no control characters and no replacement characters": "update control_items set text = chr(65533) where level = 1",
        "Texts were not decoded twice": "update control_items set text = 'GrÃ¼ÃŸe' where item_code = 'ML1'",
        "Entries and provisions have a text": "update control_items set text = ' ' where source_id = 'us_ccl'",
        "No text is longer than a chapter": "update control_items set text = repeat('a', 20001) where item_code = 'ML1'",
        "Items came into force after the Second World War and not in the far future": (
            "update control_items set valid_from = date '2101-05-28' where item_code = 'ML1'"
        ),
    },
    "control_list_editions": {
        "At least one control list is there": "delete from control_list_editions",
        "Lists of more than one publisher are there": "update control_list_editions set publisher_code = 'gb'",
        "No edition that readers knew has disappeared": "delete from control_list_editions where not is_latest and source_id = 'us_ccl'",
        "No list goes back to an older edition": "update control_list_editions set edition_date = date '2022-01-01' where is_latest",
        "Editions are dated after 1990": "update control_list_editions set edition_date = date '1924-03-06' where not is_latest",
        "Editions are not dated far ahead of the day they were brought in": (
            "update control_list_editions set edition_date = date '2024-11-12' where is_latest"
        ),
        "Editions of one list are of comparable length": "update control_list_editions set item_count = 400 where is_latest",
        "Samples and real publications are not mixed": "update control_list_editions set origin = 'sample' where source_id = 'us_ccl'",
    },
    "crosswalk": {
        "The crosswalk holds judgements": "delete from crosswalk where item_code similar to '.*[.][a-g]'",
        "No source lost a tenth of its judgements since the last edition": "delete from crosswalk where item_code similar to 'ML.*[.]a'",
        "Judgements stay as close as they were": "update crosswalk set predicate = 'close' where item_code similar to '.*[.][a-c]'",
        "Codes do not lose their counterparts": "update crosswalk set predicate = 'none' where source_id = 'us_ccl'",
        "No code stands for half the common list": "update crosswalk set item_code = 'ML1' where source_id = 'gb_military_list'",
        "No desk reviewed more judgements in a day than a desk can read": "insert into crosswalk select c.* from crosswalk c, range(9)",
        "No judgement was reviewed in the future": "update crosswalk set reviewed_date = current_date + 9 where item_code = 'ML1'",
        "Authors are rarely unsure": "update crosswalk set confidence = 0.3 where source_id = 'us_ccl'",
    },
    "crosswalk_checks": {
        "The crosswalk was checked": "delete from crosswalk_checks where check_id > 'check-2'",
        "No check that keeps an edition back fails": "update crosswalk_checks set outcome = 'fail' where check_id = 'check-2'",
        "Every check could be run": "update crosswalk_checks set outcome = 'error', severity = 'warning' where check_id = 'check-2'",
        "Most checks found something to look at": "update crosswalk_checks set examined_count = 0",
        "No check of the last edition is missing": "delete from crosswalk_checks where check_id = 'check-2'",
    },
    "crosswalk_findings": {
        "Some work is left in the crosswalk": "delete from crosswalk_findings",
        "Findings do not pile up": "insert into crosswalk_findings select f.* from crosswalk_findings f, range(3)",
        "No finding speaks of a published falsehood": "update crosswalk_findings set severity = 'error' where map_line = 2",
    },
    "reconciliation_checks": {
        "Figures were held against each other": "delete from reconciliation_checks where check_id > 'check-11'",
        "Every source with figures can be checked": (
            "update reconciliation_checks set outcome = 'not_applicable' where source_id = 'gb_licences'"
        ),
        "Most checks could be computed": "update reconciliation_checks set outcome = 'error'",
        "No check of the last edition is missing": "delete from reconciliation_checks where check_id = 'check-2'",
    },
    "reconciliation_findings": {
        "Publications have known faults": "delete from reconciliation_findings",
        "Findings do not pile up": "insert into reconciliation_findings select f.* from reconciliation_findings f, range(3)",
        "Worklists are short enough to be worked through": (
            "insert into reconciliation_findings select f.* from reconciliation_findings f, range(900)"
        ),
    },
    "code_states": {
        "There are codes": "delete from code_states where item_code like '%4_' or item_code like '%5_'",
        "No list lost a tenth of its decided codes since the last edition": (
            "update code_states set code_state = 'unverified' where item_code like 'ML4_'"
        ),
        "Codes are not all in one state": "update code_states set code_state = 'todo'",
    },
    "common_items": {
        "The common classification is there": "delete from common_items where common_code like 'E1__%'",
        "No common item of the last edition vanished in numbers": "delete from common_items where common_code like 'E7_%'",
    },
    "correspondences": {
        "The lists correspond to each other": "delete from correspondences where item_code like '%4_' or item_code like '%5_'",
        "No list lost a tenth of its counterparts since the last edition": (
            "update correspondences set composed_predicate = null where item_code like 'ML4_'"
        ),
        "No code corresponds to a whole list": (
            "insert into correspondences by name select c.* replace (r.range as target_item_code) from correspondences c, range(201) r "
            "where item_code = 'ML1'"
        ),
    },
    "predicate_compositions": {
        "Every pair of relations is decided": "delete from predicate_compositions where first_predicate = 'close'",
        "Nothing becomes the same goods that was not": "update predicate_compositions set composed_predicate = 'exact'",
    },
    "code_collisions": {
        "Lists share codes": "delete from code_collisions",
        "Collisions stay the exception": "update code_collisions set is_collision = true",
        "What is said to differ differs": "update code_collisions set other_common_codes = common_codes where is_collision",
    },
    "control_gaps": {
        "Every common item is asked about": "delete from control_gaps where common_code like 'E2%'",
        "Common items are controlled by somebody": "update control_gaps set controlled_by = null, controlled_within = null",
        "No gap is claimed without a decision": "update control_gaps set gap_state = 'gap' where common_code = 'E1'",
        "Gaps do not multiply between two editions": (
            "insert into control_gaps select g.* from control_gaps g, range(2) where gap_state = 'gap'"
        ),
    },
    "threshold_differences": {
        "Figures were compared": "delete from threshold_differences",
        "Most figures agree": "update threshold_differences set is_different = true",
        "Both numbers are of one kind and far from absurd": "update threshold_differences set ratio = 1e13 where is_different",
        "Few figures lost their decimal mark in print": "update threshold_differences set other_reading = 'mark_lost'",
    },
    "allocation_shares": {
        "Some figures are allocated": "delete from allocation_shares",
        "Little is divided into equal parts": "update allocation_shares set allocated_share = 0.3 where is_equal_split",
        "Every weight rests on something": "update allocation_shares set weight_basis = 'unstated' where is_equal_split",
    },
    "printed_totals": {
        "Some publisher prints totals": "delete from printed_totals",
        "Most totals with parts are the sum of them": "update printed_totals set parts_value = 4 where source_line > 10",
        "A total over states names no state": "update printed_totals set subtotal_scope = 'category reporting_state' where source_line = 1",
    },
    "revisions": {
        "What was only renamed has the same figures": "update revisions set after_value = 4 where destination_name = 'Destination 1'",
        "Publishers revise few of the figures of the past": "update revisions set removed_count = 1, revision_kind = 'revised'",
        "No more differs than was printed": "update revisions set changed_text_count = 2 where destination_name = 'Destination 1'",
    },
    "licensing_reasons": {
        "Refusals have reasons": "delete from licensing_reasons",
        "Every row counts a licence group": (
            "update licensing_reasons set licence_group_count = 0, shared_group_count = 0 where reason_code = '1'"
        ),
        "Groups elsewhere are some of the groups": "update licensing_reasons set shared_group_count = 21 where reason_code = '1'",
        "Printed codes are decided": "update licensing_reasons set criterion_code = null where reason_code = '1'",
        "No source lost a tenth of its refusals": "delete from licensing_reasons where reason_code = '1'",
    },
    "licensing_end_uses": {
        "End uses are stated": "delete from licensing_end_uses",
        "Every row counts a licence group": (
            "update licensing_end_uses set licence_group_count = 0, shared_group_count = 0 where end_use_code = 'use_1'"
        ),
        "Groups elsewhere are some of the groups": "update licensing_end_uses set unjoined_group_count = 21 where end_use_code = 'use_1'",
        "Most stated end uses are decided": "update licensing_end_uses set end_use_code = null where end_use_code = 'use_1'",
        "Phrases seldom contradict each other": "update licensing_end_uses set contested_group_count = 19 where end_use_code = 'use_1'",
    },
    "licensing_parties": {
        "Parties are listed": "delete from licensing_parties",
        "Every row counts a licence group": (
            "update licensing_parties set licence_group_count = 0, shared_group_count = 0 where party_name = 'Destination 1'"
        ),
        "Groups elsewhere are some of the groups": (
            "update licensing_parties set unjoined_group_count = 21 where party_name = 'Destination 1'"
        ),
        "No group names more parties than there are places": (
            "update licensing_parties set most_parties_count = 301 where party_name = 'Destination 1'"
        ),
        "Hardly a party is unknown": "update licensing_parties set party_type = 'unknown' where party_name = 'Destination 1'",
    },
    "end_use_texts": {
        "Texts are there": "delete from end_use_texts",
        "A decided text says by which phrase": "update end_use_texts set phrases = null where reason_text = 'For use number 1.'",
    },
    "adoption_lag": {
        "Some items are held by several lists": "delete from adoption_lag",
        "Nobody adopts an item before the first to adopt it": "update adoption_lag set least_lag_days = -1 where common_code = '1A001'",
        "No lag is counted for an adoption that nobody saw": "update adoption_lag set is_observed = false where common_code = '1A001'",
        "No lag is longer than the regimes are old": "update adoption_lag set least_lag_days = 99999 where common_code = '1A001'",
    },
    "cas_numbers": {
        "CAS numbers were read": "delete from cas_numbers",
        "Check digits are right but for a few": "update cas_numbers set is_valid = false where item_code in ('1A001', '2A001')",
        "CAS numbers are written as such": "update cas_numbers set cas_number = '7732185' where item_code = '1A001'",
    },
    "counted_decisions": {
        "Only a balance falls below zero": "update counted_decisions set decision_count = -1 where definition_code = 'd1'",
        "No period lies before the first export control": "update counted_decisions set period_start = date '1912-03-06'",
        "Few lines of a log say again what was counted": "update counted_decisions set repeated_count = 99",
    },
    "processing_times": {
        "No half of the cases takes twenty years": "update processing_times set median_days = 9999 where decided_year = 2012",
        "Nine cases of ten take no less than half of them": "update processing_times set p90_days = 7 where decided_year = 2012",
        "A share is a share": "update processing_times set within_target_share = 1.5 where decided_year = 2012",
        "Most closed cases have a time": "update processing_times set excluded_count = 99 where day_kind = 'working'",
    },
    "item_coverage": {
        "Coverage is not empty": "delete from item_coverage where entry_code <> 'E1'",
        "The common list is there with all its entries": "delete from item_coverage where entry_code like 'E2%'",
        "Several publishers cover something": "update item_coverage set item_code = null where publisher_code = 'us'",
        "No publisher covers noticeably fewer entries than in the last edition": (
            "update item_coverage set item_code = null where publisher_code = 'us' and entry_code like 'E2%'"
        ),
        "Very sensitive goods that were decided stay decided": "update item_coverage set predicate = 'todo' where entry_code like 'E1%'",
        "Controls begin after the Second World War": "update item_coverage set since_date = date '0024-01-01' where entry_code = 'E1'",
    },
    "crosswalk_coverage": {
        "Coverage is measured": "delete from crosswalk_coverage",
        "Every head of every list is decided": (
            "insert into crosswalk_coverage by name select * replace ('todo' as predicate, 0.05 as code_share) from crosswalk_coverage"
        ),
        "Heads that were decided stay decided": "update crosswalk_coverage set predicate = 'todo' where code_level = 'entry'",
        "No list lost mapped heads since the last edition": "update crosswalk_coverage set code_share = 0.9 where code_level = 'entry'",
        "Most licensed value reaches a common item": "update crosswalk_coverage set value_share = 0.5 where predicate = 'exact'",
        "The mapped share of licensed value did not fall": "update crosswalk_coverage set value_share = 0.8 where predicate = 'exact'",
        "Undecided provisions do not pile up": "update crosswalk_coverage set code_count = 30 where predicate = 'todo'",
    },
    "licensing_by_item_destination": {
        "There are licensing figures": "delete from licensing_by_item_destination",
        "No state's total grew more than tenfold or lost half": (
            "update licensing_by_item_destination set value_original = 1000 * value_original where unit = 'currency'"
        ),
        "Past years are revised, not rewritten": (
            "update licensing_by_item_destination set value_original = 3 * value_original where year = 2012 and unit = 'currency'"
        ),
        "No statistic goes back to an older vintage": "update licensing_by_item_destination set edition_date = date '2015-07-01'",
        "No destination of the last edition vanished in numbers": (
            "update licensing_by_item_destination set destination_name = 'Destination 1' where destination_name like '%2_'"
        ),
        "Years lie in the age of published statistics": "update licensing_by_item_destination set year = 201 where year = 2012",
        "No figure lies in the future": "update licensing_by_item_destination set covered_from_date = current_date + 9",
        "A count of licences is one that an office can decide in a year": (
            "update licensing_by_item_destination set value_original = 1500000 where unit = 'count' and year = 2012"
        ),
        "A value in euro is one that was ever licensed to a destination": (
            "update licensing_by_item_destination set value_original = -1 where currency_code = 'EUR' and year = 2012"
        ),
        "A value in pounds is one that was ever licensed to a destination": (
            "update licensing_by_item_destination set value_original = 26e9 where currency_code = 'GBP' and year = 2012"
        ),
        "A licence is worth between a hundred and a hundred million on average": (
            "update licensing_by_item_destination set value_original = value_original / 1000 where unit = 'currency'"
        ),
        "Quantities of unlike goods are in no sum": "update licensing_by_item_destination set unit = 'quantity' where unit = 'count'",
        "Nearly every figure has a destination": "update licensing_by_item_destination set destination_type = 'unknown' where year = 2012",
        "Hardly any category is undecided": "update licensing_by_item_destination set mapping_state = 'todo' where year = 2012",
        "Hardly any printed figure is unreadable": "update licensing_by_item_destination set unparseable_count = 1 where year = 2012",
        "States are as open about their figures as before": "update licensing_by_item_destination set reported_count = 0 where year = 2012",
        "Placeholders do not stand for most figures": "update licensing_by_item_destination set token_count = 1",
    },
    "destination_texts": {
        "Names of places were printed": "delete from destination_texts",
        "Hardly a line has an unknown destination": "update destination_texts set line_count = 9 where destination_text = 'na'",
        "Most names are read by a row or by ISO 3166": "update destination_texts set resolved_by = 'role' where destination_text < 'E'",
        "No source lost half of its names": "delete from destination_texts where destination_text like 'Destination 1%'",
    },
    "licensing_across_states": {
        "There are sums over states": "delete from licensing_across_states",
        "Some sums have several states in them": "update licensing_across_states set state_count = 1",
        "No sum across states grew more than tenfold": "update licensing_across_states set value_eur = 100 * value_eur",
        "No state leaves the sums of a year": "update licensing_across_states set state_count = 2 where year = 2012",
        "Sums are not negative and not larger than all arms trade": "update licensing_across_states set value_eur = -1 where year = 2012",
        "Hardly any money is left out for want of a rate": (
            "update licensing_across_states set unconverted_states = 'GBR' where year = 2012"
        ),
    },
    "publisher_profile": {
        "Somebody is profiled": "delete from publisher_profile",
        "Somebody publishes figures": "update publisher_profile set publishes = 'nothing'",
        "Most profiles say something of their measure": (
            "update publisher_profile set publishes = 'nothing' where measure_code <> 'licences_issued'"
        ),
        "No state falls silent between two editions": (
            "update publisher_profile set figure_count = 9 where measure_code = 'licences_issued'"
        ),
        "Figures are of the age of published statistics": (
            "update publisher_profile set first_figure_date = date '0201-01-01' where measure_code = 'licences_issued'"
        ),
    },
    "source_accounts": {
        "Every edition has an account": "delete from source_accounts",
        "No source of the last edition is missing": "delete from source_accounts where source_id = 'us_ccl'",
        "Quarantine does not fill up": "update source_accounts set rows_quarantined = 20, rows_landed = 80 where source_id = 'us_ccl'",
        "What is out of scope stays the same part": "update source_accounts set rows_out_of_scope = 60 where source_id = 'us_ccl'",
        "The newest edition of no source is older than three of its intervals": (
            "update source_accounts set edition_date = current_date - 1200"
        ),
        "Every source has brought something new within three of its intervals": (
            "update source_accounts set retrieved_at = current_date - 1200"
        ),
        "The same file does not stand for two editions": (
            "insert into source_accounts by name"
            " select * replace (date '2023-03-06' as edition_date, false as is_latest) from source_accounts"
        ),
    },
    "licensing_totals": {
        "There are public totals": "delete from licensing_totals",
        "No total of a state and category grew more than tenfold": "update licensing_totals set value_original = 100 * value_original",
        "No reporting state disappears from the public page": "update licensing_totals set reporting_state_code = 'XXX'",
        "Categories are the common ones": "update licensing_totals set category_code = 'ML10' where year = 2012",
        "Years lie in the age of published statistics": "update licensing_totals set year = 201 where year = 2012",
        "Totals are not negative and not larger than all arms trade": "update licensing_totals set value_original = -1 where year = 2012",
        "Most licensed value stands in a category": "update licensing_totals set category_code = null where year > 2012",
    },
    "licensing_by_item": {
        "There are public figures by item": "delete from licensing_by_item",
        "Items are entries of the munitions list or categories of dual-use goods": (
            "update licensing_by_item set common_code = 'ML1.a' where year = 2012"
        ),
        "Figures by item are not negative and not larger than all arms trade": (
            "update licensing_by_item set value_original = -1 where year = 2012"
        ),
        "No item of a state grew more than a hundredfold": "update licensing_by_item set value_original = 1000 * value_original",
    },
    "licensing_by_destination": {
        "There are public figures by destination": "delete from licensing_by_destination",
        "Figures by destination are not negative and not larger than all arms trade": (
            "update licensing_by_destination set value_original = -1 where year = 2012"
        ),
        "No destination disappears from the public pages": (
            "update licensing_by_destination set destination_name = 'nowhere' where year = 2012"
        ),
    },
    "list_changes": {
        "An edition of a list was compared with the one before": "delete from list_changes",
        "Most of a list stays from edition to edition": (
            "insert into list_changes select list_changes.* replace ('removed' as list_change) from list_changes, range(600)"
        ),
        "A change is of a known kind": "update list_changes set list_change = 'moved'",
    },
    "decision_reasons": {
        "Some decision is explained": "delete from decision_reasons",
        "A group that is counted is there": "update decision_reasons set licence_group_count = 0",
    },
    "licensing_summary": {
        "States have submitted licence decisions": "delete from licensing_summary",
        "What is kept back has no figure, and what has one is kept back from nobody": (
            "update licensing_summary set value_state = 'suppressed'"
        ),
        "An interval stands where a figure is suppressed, has two limits, and the lower is less": (
            "update licensing_summary set value_lower = 1, value_upper = 5"
        ),
    },
    "code_lists": {
        "Every code of the summary is listed": "delete from code_lists",
        "A code has one title": "update code_lists set title = null",
    },
    "value_coverage": {
        "Some licensed value is covered": "delete from value_coverage",
        "A share of value is a share": "update value_coverage set value_share = 1.2",
    },
    "transparency_scores": {
        "Some state is scored": "delete from transparency_scores",
        "A score is a share": "update transparency_scores set score = 1.2 where criterion = 'access'",
        "No state's score fell by half since the last edition": "update transparency_scores set score = 0.1 where criterion = 'access'",
    },
    "reported_years": {
        "Somebody reports something": "delete from reported_years",
        "Years are of the age of published statistics": "update reported_years set year = 201 where year = 2012",
        "Most years of a state have figures or zeros": "update reported_years set publishes = 'nothing'",
    },
    "list_coverage": {
        "At least one public list is shown": "delete from list_coverage",
        "Every list shown has several entries": "update list_coverage set entry_count = 1 where source_id = 'us_ccl'",
        "A fair part of all entries is mapped": "update list_coverage set mapped_count = 2",
        "No list's mapped share fell since the last edition": "update list_coverage set mapped_share = 0.7 where source_id = 'us_ccl'",
    },
    "sources": {
        "An edition is made from at least one public source": "delete from sources",
        "Whoever reuses a source can read whom to name": "update sources set attribution = 'unknown'",
        "The official address of a source is a secure web address": "update sources set url = 'http://example.org/list'",
    },
    "definitions": {
        "At least one measure is defined": "delete from definitions",
        "A definition is a sentence and not a word": "update definitions set definition = 'Licences'",
    },
}
