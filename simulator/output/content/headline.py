"""The one sentence of a comparison that a director can repeat, and that of a run."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from simulator.experiment.estimates import too_few
from simulator.experiment.finding import (
    Finding,
    Harm,
    Headcount,
    OtherSellers,
    PlanFinding,
    QueuesAndHarm,
    Sign,
    UnsurePile,
    drowning,
)
from simulator.experiment.judgement import is_of_nobody, role_of
from simulator.experiment.knock_on import LessAsked
from simulator.experiment.queues import Queue, pile_behind
from simulator.experiment.results import Experiment, who_sells
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext, translatable
from simulator.measures.targets import HEADLINE
from simulator.output.document import Record
from simulator.output.numbers import decimals_of, number, percent, significant
from simulator.output.wording import (
    clauses,
    counted,
    grows_by,
    grows_from,
    level_words,
    listed,
    long_day,
    mean_of,
    no_value,
    nobody_works,
    people_of,
    why_no_value,
    words,
)

MAX_ALSO = 5  # names of what else is worse than the two that are told
MAX_LESS_ASKED = 3  # kinds of work that come less often and are told one by one
MAX_LEFT = 2  # piles of before that are told, the largest
MAX_IN_TITLE = 2  # plans that a picture's title tells one by one
SAME = 0.05  # hours a week that are no difference
PART = translatable("{sells} by {who} instead of {sold}")
FIRST_PART = translatable("{sells} h a week are sold by {who} instead of {sold}")


def headline(finding: Finding) -> str:
    """What plans come to in the first watched measure, each with the worst of those who bear it."""
    if len(finding.plans) == 1:
        return _of_one(finding, finding.plans[0])
    plans = clauses(_of_several(finding, plan) for plan in finding.plans)
    values = {**_what(finding), "before": _today(finding), "plans": plans}
    return begun(gettext("{what}, {before} today: {plans}.", **values))


def in_points(finding: Finding) -> tuple[str, tuple[str, ...]]:
    """The same for pages: a sentence, or what opens a list of several plans, and its points."""
    if len(finding.plans) == 1:
        return headline(finding), ()
    opening = gettext("{what}, {before} today:", **_what(finding), before=_today(finding))
    points = (gettext("{said}.", said=_of_several(finding, plan)) for plan in finding.plans)
    return begun(opening), tuple(map(begun, points))


def title_of_many(finding: Finding) -> str:
    """The headline of many plans, short enough for a picture: the ends, and how many bear harm."""
    known = [plan for plan in finding.plans if not math.isnan(plan.after.mean)]
    if len(finding.plans) <= MAX_IN_TITLE or not known:
        return headline(finding)
    least, most = (choose(known, key=lambda plan: plan.after.mean) for choose in (min, max))
    text = translatable(
        "{what}, {before} today: from {low} with “{least}” to {high} with “{most}”, of {count}"
        " plans"
    )
    bad = translatable(
        "{what}, {before} today: from {low} with “{least}” to {high} with “{most}”, of {count}"
        " plans, {harmed} of them at somebody's expense"
    )
    harmed = sum(plan.harm is not None for plan in finding.plans)
    sentence = gettext(
        bad if harmed else text,
        **_what(finding),
        before=_today(finding),
        low=level_words(least.after, finding.measure, finding.currency),
        least=least.title,
        high=level_words(most.after, finding.measure, finding.currency),
        most=most.title,
        count=len(finding.plans),
        harmed=harmed,
    )
    return begun(sentence)


def _today(finding: Finding) -> str:
    """Where what is watched stands before any plan."""
    first = finding.plans[0]
    return _pile_that(first.pile_before) or _level(finding, first.before)


def begun(sentence: str) -> str:
    """A sentence with a capital."""
    return sentence[:1].upper() + sentence[1:]


def headline_of_run(experiment: Experiment) -> str:
    """What the first watched measure is, and what piles up beside it."""
    key = experiment.watched[0]
    clause = _first_watched(experiment, key)
    harm = drowning(experiment)
    if harm and pile_behind(experiment.queues, key):
        what = words(key).capitalize()
        return gettext("{what} does not settle, since {harm}.", what=what, harm=harm_words(harm))
    return gettext("{said}.", said=while_harm(clause, harm))


def _first_watched(experiment: Experiment, key: str) -> str:
    """What a run says of a measure, which for those who sell is the share of their week."""
    value = experiment.interval(key)
    if key != HEADLINE:
        if math.isnan(value.mean):
            nobody = is_of_nobody(experiment.scenario, key)
            return no_value(key, too_few(key, experiment.rows), of_nobody=nobody)
        shown = level_words(value, key, experiment.scenario.currency)
        return gettext("{what}: {value}", what=words(key).capitalize(), value=shown)
    sells = who_sells(experiment.scenario)[0]
    if math.isnan(value.mean):
        return gettext("Nobody works as {role}, and nothing is sold", role=words(sells))
    return gettext(
        "{who} spend {share} of their week on direct selling",
        who=people_of(sells).capitalize(),
        share=mean_of(value, "%") + "%",
    )


# -- one plan, or several --------------------------------------------------------------------------


def _of_one(finding: Finding, plan: PlanFinding) -> str:
    if plan.too_few is not None:
        clause = no_value(finding.measure, plan.too_few)
        return gettext("{title}: {said}.", title=plan.title, said=_with_harm(clause, plan))
    values = {**_what(finding), **_values(finding, plan)}
    clause = {
        "no change": gettext("nothing changes in {what}, {level}", **values),
        "up": gettext("{what} goes up from {before} to {after}", **values),
        "down": gettext("{what} goes down from {before} to {after}", **values),
        "cannot tell": gettext(
            "we cannot tell whether {what} goes up or down from {level}", **values
        ),
        "grows": gettext("{what} does not settle, since {after}", **values),
        "is new": gettext("{what} is {after}, and there was none before", **values),
        "never happens": _gone(finding, plan, values),
        "there is nobody": _nobody_works(finding, plan, values),
    }[plan.outcome]
    return gettext("{title}: {said}.", title=plan.title, said=_with_harm(clause, plan))


def _of_several(finding: Finding, plan: PlanFinding) -> str:
    values = _values(finding, plan)
    clause = {
        "no change": gettext("it stays as it is"),
        "up": gettext("it rises to {after}", **values),
        "down": gettext("it falls to {after}", **values),
        "cannot tell": gettext("we cannot tell whether it goes up or down", **values),
        "grows": gettext("it does not settle, since {after}", **values),
        "is new": gettext("it is {after}, and there was none before", **values),
        "never happens": _none(finding, plan),
        "there is nobody": nobody_works(finding.measure),
    }[plan.outcome]
    if plan.too_few is not None:
        clause = why_no_value(plan.too_few)
    return gettext("with “{title}”, {said}", title=plan.title, said=_with_harm(clause, plan))


def _none(finding: Finding, plan: PlanFinding) -> str:
    """That what is asked for does not happen with one plan of several."""
    if finding.measure != HEADLINE:
        return gettext("there is none")
    if plan.sellers and plan.sellers.others:
        return gettext("no {who} sell", who=people_of(finding.seller))
    return gettext("nobody sells")


def _gone(finding: Finding, plan: PlanFinding, values: dict[str, str]) -> str:
    """That what is asked for does not happen with a plan, and what it was before, if it did."""
    was = not math.isnan(plan.before.mean)
    if finding.measure == HEADLINE:
        return _nobody_sells(finding, plan, values)
    if was:
        return gettext("there is no {what} any more, which was {level}", **values)
    return gettext("there is no {what}, with it or without", **values)


def _nobody_works(finding: Finding, plan: PlanFinding, values: dict[str, str]) -> str:
    """That nobody is left in the role whose time is asked for, and what it was, if there was."""
    role = words(role_of(finding.measure))
    if math.isnan(plan.before.mean):
        return gettext("nobody works as {role}, with it or without", role=role)
    return gettext("nobody works as {role} any more, and {what} was {level}", role=role, **values)


def _nobody_sells(finding: Finding, plan: PlanFinding, values: dict[str, str]) -> str:
    """That nobody sells with a plan, or nobody of the role whose selling counts first."""
    was, who = not math.isnan(plan.before.mean), people_of(finding.seller)
    if plan.sellers and plan.sellers.others:
        if was:
            return gettext("no {who} sell any more, and {what} was {level}", who=who, **values)
        return gettext("no {who} sell, with it or without", who=who)
    if was:
        return gettext("nobody sells any more, and {what} was {level}", **values)
    return gettext("nobody sells, with it or without")


def _with_harm(clause: str, plan: PlanFinding) -> str:
    clause = with_sellers(clause, plan.sellers)
    clause = _as_it_is_meant(clause, plan)
    if plan.outcome == "grows" and plan.harm and plan.harm.sign == "grows":
        return clause
    return with_harm(clause, plan.harm)


def _as_it_is_meant(clause: str, plan: PlanFinding) -> str:
    """A clause with what else it is of than before: other limits, other work, other weeks."""
    if plan.allowed:
        before, after = plan.allowed
        text = translatable("{said}, with {after} allowed for it instead of {before}")
        clause = gettext(text, said=clause, before=before, after=after)
    if plan.recounted and plan.recounted.now:
        work = listed(map(words, plan.recounted.now))
        clause = gettext("{said}, with {work} counted as selling", said=clause, work=work)
    if plan.recounted and plan.recounted.before:
        work = listed(map(words, plan.recounted.before))
        clause = gettext("{said}, with {work} no longer counted as selling", said=clause, work=work)
    if plan.less_asked:
        clause = gettext("{said}, and {less}", said=clause, less=less_asked_words(plan.less_asked))
    if plan.has_ended:
        text = translatable("{said}, but all that it changes lies before the weeks that count")
        clause = gettext(text, said=clause)
    return clause


def less_asked_words(every: Sequence[LessAsked]) -> str:
    """Which work comes less often since what it follows on is eliminated, the most so first.

    >>> less_asked_words([LessAsked("quote", 9.46, 1.08), LessAsked("order", 23.0, 20.3)])
    'less is asked of quote (1.08 times a week instead of 9.46), order (20.3 instead of 23)'
    """
    texts = [
        translatable("{work} ({after} times a week instead of {before})"),
        *[translatable("{work} ({after} instead of {before})")] * (MAX_LESS_ASKED - 1),
    ]
    parts = [
        gettext(
            text,
            work=words(each.activity),
            before=significant(each.before, 3),
            after=significant(each.after, 3),
        )
        for text, each in zip(texts, every, strict=False)
    ]
    if len(every) > MAX_LESS_ASKED:
        parts.append(gettext("{count} more", count=len(every) - MAX_LESS_ASKED))
    return gettext("less is asked of {work}", work=listed(parts))


def piles_today(finding: Finding) -> list[str]:
    """What piles up before any plan, and which plans end it: no plan is called good without.

    Nothing where it is told of each plan already.
    """
    if finding.today is None:
        return []
    pile = finding.today.role, finding.today.activity
    silent = [
        plan
        for plan in finding.plans
        if math.isnan(plan.pile_before)
        if plan.harm is None or (plan.harm.role, plan.harm.activity) != pile
    ]
    texts = {
        True: translatable("it ends with {titles}"),
        False: translatable("it goes on with {titles}"),
        None: translatable("whether it ends with {titles} we cannot tell"),
    }
    told_of = [(text, [p for p in silent if p.settles is way]) for way, text in texts.items()]
    parts = [
        gettext(text, titles=listed(gettext("“{title}”", title=each.title) for each in plans))
        for text, plans in told_of
        if plans
    ]
    now = gettext("In “{base}” {harm}", base=finding.base, harm=harm_words(finding.today))
    return [gettext("{said}.", said=clauses([now, *parts]))] if parts else []


def worked_off(finding: Finding) -> list[str]:
    """What waited before the weeks that count and is worked off in them, plan by plan.

    Or before those in which all of a plan holds, as of what it let pile up itself on the way.
    """
    return [_worked_off(plan) for plan in finding.plans if plan.works_off]


def _worked_off(plan: PlanFinding) -> str:
    since = plan.works_off[0].since
    text = translatable(
        "“{title}” works off in these weeks what waited before them, which is in their means:"
        " {piles}."
    )
    if since is not None:
        text = translatable(
            "“{title}” works off from {day} on what waits by then, which is in the means told:"
            " {piles}."
        )
    return gettext(
        text,
        title=plan.title,
        day=long_day(since) if since else "",
        piles=clauses(map(_left_from_before, plan.works_off[:MAX_LEFT])),
    )


def _left_from_before(queue: Queue) -> str:
    ends = (queue.waiting_first, queue.waiting_last)
    return gettext(
        "{work} of {people}, from {first} to {last} waiting",
        work=words(queue.activity or ""),
        people=people_of(queue.role),
        first=number(ends[0], decimals_of(ends)),
        last=number(ends[1], decimals_of(ends)),
    )


def less_asked_sentence(title: str, every: Sequence[LessAsked]) -> str:
    """The same of a plan that is named."""
    return gettext("With “{title}” {said}.", title=title, said=less_asked_words(every))


def with_sellers(clause: str, sellers: Headcount | None) -> str:
    """What more or fewer people sell in all, where the share of a week does not say it."""
    if sellers is None or not sellers.differs:
        return clause
    values: dict[str, object] = {"said": clause, "all": sold_in_all(sellers)}
    if sellers.before != sellers.after:
        return _by_so_many(sellers, values)
    if sellers.there is not None:
        values["before"], values["after"] = (significant(each, 3) for each in sellers.there)
        return gettext(
            "{said}, with {after} of them there on average instead of {before}, and {all}", **values
        )
    return gettext("{said}, and {all}", **values)


def _by_so_many(sellers: Headcount, values: dict[str, object]) -> str:
    """How many of the role whose selling counts first there are, behind a clause."""
    values |= {"before": sellers.before, "after": counted(sellers.role, sellers.after)}
    if sellers.dated:
        return gettext("{said}, by {after} in the end instead of {before}, and {all}", **values)
    if not sellers.after:  # as the clause says
        return gettext("{said}, and {all}", **values)
    return gettext("{said}, by {after} instead of {before}, and {all}", **values)


def who_sells_now(sellers: Headcount) -> str:
    """The same by itself: how many sell, or are there, and what they come to."""
    values: dict[str, object] = {"all": sold_in_all(sellers)}
    if sellers.before != sellers.after:
        values |= {"before": sellers.before, "after": counted(sellers.role, sellers.after)}
        if sellers.dated:
            return gettext("with {after} in the end instead of {before}, {all}", **values)
        return gettext("with {after} instead of {before}, {all}", **values)
    if sellers.there is not None:
        values["before"], values["after"] = (significant(each, 3) for each in sellers.there)
        values["who"] = people_of(sellers.role)
        return gettext(
            "{after} of the {who} are there on average instead of {before}, and {all}", **values
        )
    return sold_in_all(sellers)


def sold_in_all(sellers: Headcount) -> str:
    """What all who sell come to, before and after, and what of it others sell than before.

    A part of which that cannot be told is named beside what can, and not by itself.
    """
    unsure = _is_unsure(sellers)
    if unsure and all(map(_looks_the_same, sellers.moved)):
        return sold_by_all(sellers)
    moved = [each for each in sellers.moved if not _looks_the_same(each)]
    texts = [FIRST_PART if unsure and not place else PART for place in range(len(moved))]
    parts = [_part(*each) for each in zip(texts, moved, strict=True)]
    parts += [gettext("{part} (cannot tell yet)", part=_part(PART, e)) for e in sellers.unsure]
    values = {"all": sold_by_all(sellers), "parts": listed(parts)}
    if unsure:  # that one role sells so much more is no part of what nobody knows
        return gettext("{parts}, and {all}", **values)
    return gettext("{all}, of which {parts}", **values) if parts else sold_by_all(sellers)


def _part(text: str, each: OtherSellers) -> str:
    return gettext(text, who=people_of(each.role), **_hours(each))


def _is_unsure(sellers: Headcount) -> bool:
    """Can it not be told whether more or less is sold in all?"""
    same = sellers.others and max(map(abs, sellers.more[:3])) < SAME
    return not same and sellers.more.low <= 0 <= sellers.more.high


def _looks_the_same(sold: Headcount | OtherSellers) -> bool:
    """Are they the same to a tenth of an hour a week?"""
    return number(sold.hours_before, 1) == number(sold.hours_after, 1)


def _hours(sold: Headcount | OtherSellers) -> dict[str, str]:
    """Hours a week before and after, with a digit more where they would look the same."""
    before, after = sold.hours_before, sold.hours_after
    decimals = 1 if number(before) == number(after) and before != after else 0
    return {"sold": number(before, decimals), "sells": number(after, decimals)}


def sold_by_all(sellers: Headcount) -> str:
    """What all who sell come to, before and after, or that we cannot tell whether it is more."""
    values = _hours(sellers)
    if _is_unsure(sellers):
        if sellers.others:
            return gettext(
                "we cannot tell whether more or less than {sold} h a week is sold in all", **values
            )
        return gettext(
            "we cannot tell whether they sell more or less in all than {sold} h a week", **values
        )
    same = max(map(abs, sellers.more[:3])) < SAME or _looks_the_same(sellers)
    if sellers.others and same:
        return gettext("in all {sold} h a week are sold, as before", **values)
    return gettext("in all {sells} h a week are sold instead of {sold}", **values)


def sellers_record(sellers: Headcount | None) -> Record | None:
    """How many sell and what they sell in all, for programs."""
    if sellers is None:
        return None
    others = [each._asdict() for each in sellers.others]
    return {**sellers._asdict(), "others": others, "differs": sellers.differs}


def _what(finding: Finding) -> dict[str, str]:
    if finding.measure != HEADLINE:
        return {"what": words(finding.measure)}
    return {"what": gettext("direct selling of {who}", who=people_of(finding.seller))}


def _values(finding: Finding, plan: PlanFinding) -> dict[str, str]:
    grown = harm_words(plan.harm) if plan.harm and plan.outcome == "grows" else ""
    before = level_words(plan.before, finding.measure, finding.currency)
    return {
        "before": _pile_that(plan.pile_before) or before,
        "level": _pile_that(plan.pile_before) or _level(finding, plan.before),
        "after": grown or _its_pile(plan.pile_after) or _level(finding, plan.after),
    }


def _pile_that(growth: float) -> str:
    return gettext("a pile that {grows}", grows=grows_by(growth)) if not math.isnan(growth) else ""


def _its_pile(growth: float) -> str:
    return gettext("its pile {grows}", grows=grows_by(growth)) if not math.isnan(growth) else ""


def _level(finding: Finding, level: Interval) -> str:
    if math.isnan(level.mean):
        return gettext("none")
    shown = level_words(level, finding.measure, finding.currency)
    if finding.measure != HEADLINE:
        return shown
    return gettext("{share} of their week", share=shown)


# -- who bears it ----------------------------------------------------------------------------------


def with_harm(clause: str, harm: Harm | None) -> str:
    """What a plan brings, in one sentence with the worst of those who bear it."""
    if harm is None:
        return clause
    return gettext("{said}, but {harm}", said=clause, harm=harm_words(harm))


def harm_words(harm: Harm) -> str:
    """Who bears a plan, and how it shows.

    >>> harm_words(Harm("sales_support", "grows", "quote", math.nan, 42.0))
    'work piles up at sales support: quote grows by 42.0 tasks a week'
    >>> harm_words(Harm("rep", "within_due", "quote", 0.95, 0.84, others=("desk",)))
    'quote of reps and people of desk is in time in 84% of cases instead of 95%'
    >>> harm_words(Harm("desk", "lapsed", "call", 0.163, 0.23))
    'of call, 23% lapse at people of desk instead of 16.3%'
    >>> harm_words(Harm("desk", "fewer_calls", "service_call", 0.943, 0.5))
    'people of desk make 50% of the calls that are wanted instead of 94.3%: service call'
    >>> harm_words(Harm("sales_support", "grows", None, math.nan, 4.0, since="2026-05-04"))
    'work piles up at sales support and grows by 4.00 tasks a week from 4 May 2026 on'
    >>> late = Harm("desk", "within_due", "order", 0.99, 0.4)
    >>> harm_words(Harm("rep", "utilisation", None, 0.5, 0.99, also=(late,)))[51:]
    '(worse for sure, too: order of people of desk is in time in 40% of cases instead of 99%)'
    """
    bears = _bears_words(harm)
    if not harm.also:
        return bears
    second, *others = harm.also
    known = {harm.role, *harm.others, second.role, *second.others}
    names = list(dict.fromkeys(_in_short(each, known) for each in others))
    values = {"harm": bears, "second": _bears_words(second), "others": listed(_few(names))}
    if not names:
        return gettext("{harm} (worse for sure, too: {second})", **values)
    return gettext("{harm} (worse for sure, too: {second}; and {others})", **values)


def _in_short(harm: Harm, known: Collection[str]) -> str:
    """The work of those who are known, or else whose it is."""
    if harm.activity and harm.role in known and not harm.segment:
        return words(harm.activity)
    if harm.segment:
        return gettext("the customers {who}", who=words(harm.segment))
    return people_of(harm.role)


def _few(names: Sequence[str]) -> Sequence[str]:
    """Names, those beyond the first few counted."""
    if len(names) <= MAX_ALSO:
        return names
    return [*names[: MAX_ALSO - 1], gettext("{count} more", count=len(names) - MAX_ALSO + 1)]


def _bears_words(harm: Harm) -> str:
    """The worst of who bears it, without who else does."""
    every = [people_of(role) for role in (harm.role, *harm.others) if role]
    who = words(harm.segment) if harm.segment else gettext(" and ").join(every)
    work = words(harm.activity) if harm.activity else ""
    if harm.sign == "grows":
        return _pile_words(harm, who, work)
    if math.isnan(harm.before):
        return gettext(_NEW[harm.sign], who=who, work=work, after=_as_told(harm, harm.after))
    before, after = (_as_told(harm, each) for each in (harm.before, harm.after))
    text = _CALLED_ON if harm.sign == "fewer_calls" and harm.segment else _WORSE[harm.sign]
    return gettext(text, who=who, work=work, before=before, after=after)


_WORSE: dict[Sign, str] = {
    "lost": translatable("of the customers {who}, {after} go in a year instead of {before}"),
    "goodwill": translatable("goodwill of the customers {who} is {after} instead of {before}"),
    "within_due": translatable(
        "{work} of {who} is in time in {after} of cases instead of {before}"
    ),
    "lapsed": translatable("of {work}, {after} lapse at {who} instead of {before}"),
    "later": translatable("{work} of {who} takes {after} h instead of {before} until it is done"),
    "fewer_calls": translatable(
        "{who} make {after} of the calls that are wanted instead of {before}: {work}"
    ),
    "utilisation": translatable("{who} are busy for {after} of their time instead of {before}"),
    "overtime": translatable("overtime of {who} grows from {before} to {after} min a week"),
    "nights_away": translatable(
        "{who} are away for {after} nights a week each instead of {before}"
    ),
}
_NEW: dict[Sign, str] = {
    "lost": translatable("of the customers {who}, {after} go in a year"),
    "goodwill": translatable("goodwill of the customers {who} is {after}"),
    "within_due": translatable("{work} of {who} is in time in {after} of cases only"),
    "lapsed": translatable("of {work}, {after} lapse at {who}"),
    "later": translatable("{work} of {who} takes {after} h until it is done"),
    "fewer_calls": translatable("{who} make {after} of the calls that are wanted: {work}"),
    "utilisation": translatable("{who} are busy for {after} of their time"),
    "overtime": translatable("overtime of {who} is {after} min a week"),
    "nights_away": translatable("{who} are away for {after} nights a week each"),
}
_CALLED_ON = translatable(
    "the customers {who} get {after} of the calls that are wanted instead of {before}: {work}"
)
_SHARES: tuple[Sign, ...] = (
    "lost",
    "goodwill",
    "within_due",
    "lapsed",
    "fewer_calls",
    "utilisation",
)


def _as_told(harm: Harm, level: float) -> str:
    """A level in the unit of its sign, with as many digits as its fellow."""
    if harm.sign in _SHARES:
        return percent(level, 3)
    decimals = 0 if harm.sign == "overtime" else decimals_of([harm.before, harm.after])
    return number(level, decimals)


def while_harm(clause: str, harm: Harm | None) -> str:
    """What one scenario comes to by itself, in one sentence with what piles up."""
    if harm is None:
        return clause
    return gettext("{said}, while {harm}", said=clause, harm=harm_words(harm))


def pile_in_short(harm: Harm | None) -> str:
    """Whose work piles up, in a cell of a table; nothing if nobody's does."""
    if harm is None:
        return ""
    count = number(harm.after, decimals_of([harm.after]), signed=True)
    return gettext("{who}: {count}", who=people_of(harm.role), count=count)


def harm_record(harm: Harm | None) -> Record | None:
    """Work that piles up, for programs."""
    if harm is None:
        return None
    return {"role": harm.role, "activity": harm.activity, "grows_by": harm.after}


def harm_of(borne: Sequence[QueuesAndHarm], name: str) -> Harm | None:
    """The worst of those who bear a scenario; None of one that nothing is known of."""
    return next((each.harm for each in borne if each.scenario == name), None)


def borne_record(borne: Sequence[QueuesAndHarm]) -> Record:
    """What waits in each scenario, and the worst of those who bear it, for programs."""
    return {
        "queues": {each.scenario: each.queues for each in borne},
        "harm": {each.scenario: bears_record(each.harm) for each in borne},
    }


def bears_record(harm: Harm | None) -> Record | None:
    """Who bears a plan, and how it shows, for programs."""
    if harm is None:
        return None
    own = {name: value for name, value in harm._asdict().items() if name != "unsure"}
    return {**own, "also": list(map(bears_record, harm.also)), "words": harm_words(harm)}


def _pile_words(harm: Harm, who: str, work: str) -> str:
    values = {"who": who, "work": work, "grows": grows_from(harm.after, harm.since)}
    if harm.before == harm.after and work:
        text = gettext("work piles up at {who}: {work} {grows}, as today", **values)
    elif not math.isnan(harm.before):
        values["before"] = number(harm.before, decimals_of([harm.before]))
        text = gettext("work piles up at {who}: {work} {grows}, {before} before", **values)
    elif work:
        text = gettext("work piles up at {who}: {work} {grows}", **values)
    else:
        text = gettext("work piles up at {who} and {grows}", **values)
    return _beside_unsure(text, harm.unsure) if harm.unsure else text


def _beside_unsure(text: str, pile: UnsurePile) -> str:
    """A pile that is told, with the larger one of which it cannot be told that it grows."""
    return gettext(
        "{said}, and {count} wait for {work} at {who}, which we cannot tell yet to grow",
        said=text,
        count=number(pile.waiting),
        work=words(pile.activity),
        who=people_of(pile.role),
    )
