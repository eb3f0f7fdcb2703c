"""Who approved a judgement, and whether the approval still stands.

- Nobody reviews their own work; a sensitive item is approved by a rule or by desks of two states, neither of them the author.
- A desk's approval holds for the review period of rule R9; a rule's approvals hold until the rule is repealed.
"""

from datetime import date, timedelta

from commonlist.crosswalk.concern import Concern, Examination
from commonlist.crosswalk.judgements import reviews_itself
from commonlist.crosswalk.world import Judgement, World

REVIEW_PERIOD = "R9"
RULE = "rule:"


def reviewer_is_author(world: World) -> Examination:
    """Judgements reviewed by their own author."""
    examined = [one for one in world.judgements if one.row.reviewer]
    return Examination(
        len(examined),
        [
            Concern.about(one, "the author reviews its own row", "have another desk review it", "reviewer")
            for one in examined
            if reviews_itself(one.row.author, one.row.reviewer)
        ],
    )


def sensitive_one_reviewer(world: World) -> Examination:
    """Approved judgements on sensitive items that desks of fewer than two states reviewed; a desk of no state is none."""
    examined = [
        one for one in world.approved if one.row.common_code in world.items and world.items[one.row.common_code].sensitivity != "none"
    ]
    return Examination(
        len(examined),
        [
            Concern.about(
                one,
                f"{one.row.common_code} is sensitive and has one reviewer",
                "have a desk of a second state review it",
                "reviewer",
            )
            for one in examined
            if one.row.reviewer and not _by_rule(one) and len(world.desks.intersection(one.row.reviewer.split()) - {one.row.author}) < 2
        ],
    )


def expired_review(world: World) -> Examination:
    """Approvals by desks that are older than the review period; none applies until a period is adopted."""
    period = world.rule(REVIEW_PERIOD)
    if period is None:
        return Examination(0, [])
    days = int(period.figures["days"])
    oldest = (world.today - timedelta(days=days)).isoformat()
    examined = [one for one in world.approved if one.row.reviewed_date and not _by_rule(one)]
    return Examination(
        len(examined),
        [
            Concern.about(one, f"reviewed {_days(one, world.today)} days ago, {days} are allowed", "review the row again", "reviewed_date")
            for one in examined
            if one.row.reviewed_date < oldest
        ],
    )


def repealed_rule(world: World) -> Examination:
    """Approvals by a rule that the register no longer holds in force."""
    examined = [one for one in world.approved if _by_rule(one)]
    return Examination(
        len(examined),
        [
            Concern.about(one, f"rule {rule} was repealed", "have desks review the row, or propose it", "reviewer")
            for one in examined
            if (rule := one.row.reviewer.split()[0].removeprefix(RULE)) in world.rules and world.rule(rule) is None
        ],
    )


def unfounded_approval(world: World) -> Examination:
    """Rows that say a rule signed them, and the rule, run again on what is landed, does not: its evidence changed, or it never did."""
    examined = [one for one in world.approved if _by_rule(one) and one.source_id in world.unsigned]
    step = "commonlist crosswalk approve --rule {rule} {source} --write, or have desks review the row"
    return Examination(
        len(examined),
        [
            Concern.about(one, f"rule {rule} does not sign this", step.format(rule=rule, source=one.source_id), "reviewer")
            for one in examined
            if one.row.key in world.unsigned[one.source_id] and (rule := one.row.reviewer.split()[0].removeprefix(RULE))
        ],
    )


def _by_rule(one: Judgement) -> bool:
    return one.row.reviewer.startswith(RULE)


def _days(one: Judgement, today: date) -> int:
    return (today - date.fromisoformat(one.row.reviewed_date)).days
