"""A page for each system: what is claimed, what brings it about, what comes out, what to trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from simulator.analysis.claims import ClaimResult, held, miss_of, needs_no_effect
from simulator.analysis.claims.bill import Bill
from simulator.analysis.claims.evidence import Curves
from simulator.analysis.claims.pictures import Picture
from simulator.experiment.gains import describe
from simulator.i18n import gettext, translatable
from simulator.output.content.claims import (
    GROWTH,
    OF_A_SYSTEM,
    Claims,
    counted_words,
    guard_words,
    made_by,
    outcome,
    record,
    table,
    verdict_words,
    wanted,
)
from simulator.output.content.effort import paths
from simulator.output.document import (
    ANSWERS,
    DOUBTS,
    SOURCES,
    Block,
    Document,
    Figure,
    Formatted,
    NamedChart,
    Section,
    Texts,
)
from simulator.output.numbers import NEVER, in_one
from simulator.output.wording import (
    change_format,
    clauses,
    estimate,
    headcount_words,
    labelled,
    listed,
    on_one_line,
    sentences,
    staffing_words,
    words,
)


class SystemText(NamedTuple):
    """What a system is called, and what is said of it."""

    title: str
    says: str


class FileHead(NamedTuple):
    """What stands at the head of a scenario file."""

    title: str
    question: str
    header: tuple[str, ...]


class CompanySize(NamedTuple):
    """Of whom a scenario tells: its people by role, its accounts by segment, how long."""

    people: Mapping[str, int]
    accounts: Mapping[str, int]
    weeks: int  # that count


class Sources(NamedTuple):
    """What files say of scenarios: of those that claim something, and of their todays."""

    heads: Mapping[str, FileHead]
    companies: Mapping[str, CompanySize]


SYSTEMS = {
    "S1": SystemText(
        translatable("Direct selling time"),
        translatable(
            "Reps sell for 12% of their time; the rest goes into orders, planning, meetings and"
            " travel. With chores handed to other groups and routine follow-up to lower-paid staff"
            " it rose to 22%: over 80% more, as if 80% more reps had been hired."
        ),
    ),
    "S2": SystemText(
        translatable("Clean-up at headquarters"),
        translatable(
            "Most reps spent at least a day and a half each week at headquarters straightening out"
            " invoices and contracts; reorganising these tasks raised total selling capacity."
        ),
    ),
    "S3": SystemText(
        translatable("Quote turnaround"),
        translatable(
            "A telecom firm cut the answer to a request for a quote from two weeks to 48 hours by"
            " giving authority and designing the process. Customers were happier, more quotes were"
            " won, and reps had more time to sell."
        ),
    ),
    "S4": SystemText(
        translatable("Generating and qualifying leads"),
        translatable(
            "Generating leads, qualifying them and selling are usually all left to the rep. Most of"
            " the first two can be done by inside marketing or telemarketing; data providers find"
            " prospects that fit set criteria."
        ),
    ),
    "S5": SystemText(
        translatable("Customer segmentation"),
        translatable(
            "Rank customers by what they could buy, keep the ranking up to date, give each segment"
            " the right mix of channels, and put the main effort on new customers of high"
            " potential."
        ),
    ),
    "S6": SystemText(
        translatable("Cost of a contact"),
        translatable(
            "A sale in the field, by telephone and by e-mail cost in the ratio 100 : 1 : 0.01. A"
            " small change in how customers order can change cost-to-serve a great deal."
        ),
    ),
    "S7": SystemText(
        translatable("Contact and loyalty"),
        translatable(
            "Loyalty fell through a contract of several years, since nobody contacted the customer"
            " after the sale; more contact brought more loyalty, and hardly anyone felt contacted"
            " too often."
        ),
    ),
    "S8": SystemText(
        translatable("Every contact counts"),
        translatable(
            "Customers meet technical service and finance more often than their rep, and all of"
            " that shapes their view. A repair that is never followed up feels like neglect."
        ),
    ),
    "S9": SystemText(
        translatable("Call plan and freedom"),
        translatable("Planning 60% of a rep's calls and leaving 40% free works."),
    ),
    "S10": SystemText(
        translatable("Measures"),
        translatable(
            "KPIs for a person and for the organisation: simple, clear, by segment. A team in"
            " control answers five questions within five minutes: calls a week, how many become"
            " leads, intents and sales, and the revenue of a sale."
        ),
    ),
    "S11": SystemText(
        translatable("Incentives"),
        translatable(
            "To cap or claw back what stars earn takes away their drive; KPIs must match the skills"
            " that are hired for."
        ),
    ),
    "S12": SystemText(
        translatable("Channel conflict"),
        translatable(
            "One customer is given different discounts, teams of one company compete for one large"
            " order, specialist channels take customers from traditional ones."
        ),
    ),
    "S13": SystemText(
        translatable("Cost structure"),
        translatable("Prices are fixed for ten years while costs keep growing: does margin hold?"),
    ),
    "S14": SystemText(
        translatable("Case: cleaning products"),
        translatable(
            "Nine teams by division were merged, aligned with dealers and given clear roles; leads"
            " and service went to specialised, lower-paid colleagues: 30% more time face to face,"
            " 25% more profit."
        ),
    ),
    "S15": SystemText(
        translatable("Case: medical systems"),
        translatable(
            "Customer relations by segment, with sales and marketing to match, brought 13 times the"
            " outlay within three years."
        ),
    ),
    "S16": SystemText(
        translatable("Case: packaged consumer goods"),
        translatable(
            "Cost-to-serve matched to profit by segment, excess discounts removed, and an offshore"
            " telephone team that sells up and across: 36% more sales."
        ),
    ),
    "S17": SystemText(
        translatable("Talent and ramp-up"),
        translatable(
            "Turnover is high: new people must reach full productivity quickly; skills and coaching"
            " matter."
        ),
    ),
}


def title_of(system: str) -> str:
    """A system by number and name."""
    known = SYSTEMS.get(system)
    return (
        gettext("{number} · {title}", number=system, title=gettext(known.title))
        if known
        else system
    )


def document(claims: Claims, sources: Sources, shown: Mapping[str, Picture]) -> Document:
    """The page of one system, from its claims and what the files behind them say."""
    results = claims.results
    system = results[0].claim.system
    says = SYSTEMS.get(system)
    return Document(
        title_of(system),
        gettext(says.says) if says else "",
        (),
        (
            Section(
                ANSWERS,
                gettext("What comes out"),
                (*_own_pictures(system, shown), *_outcome(system, results)),
            ),
            Section(SOURCES, gettext("The companies compared with"), (_companies(sources),)),
            *_changes(results, sources),
            Section(DOUBTS, gettext("How it was made"), (Texts((made_by(claims),), "note"),)),
        ),
        record=partial(record, claims),
    )


def _own_pictures(system: str, shown: Mapping[str, Picture]) -> Iterator[Block]:
    """The pictures that show the mechanism, of a system that has some, and numbers behind them."""
    for key, each in shown.items():
        drawn = NamedChart.of("evidence_of", each, system, title_of(system))
        yield Figure(f"{picture_of(system)}-{key}", drawn)
        if isinstance(each, Curves):
            yield from paths(each)


def _outcome(system: str, results: Sequence[ClaimResult]) -> Iterator[Block]:
    """The pictures, a row for each claim, what is measured, and who pays."""
    yield Figure(picture_of(system), NamedChart.of("claim_effects", results, title_of(system)))
    yield table(results, OF_A_SYSTEM)
    measured = [
        labelled(words(each.claim.measure), gettext(describe(each.claim.measure).meaning))
        for each in results
    ]
    yield Texts(tuple(dict.fromkeys(measured)), "listed")


def _companies(sources: Sources) -> Texts:
    """Who and what there is in each scenario that something is compared with."""
    return Texts(
        tuple(_company_words(name, each) for name, each in sources.companies.items()), "listed"
    )


def _company_words(name: str, company: CompanySize) -> str:
    people = headcount_words(company.people)
    accounts = listed(
        gettext("{count} {segment}", count=count, segment=words(segment))
        for segment, count in company.accounts.items()
        if count
    )
    return gettext(
        "`{name}`: {people}; accounts: {accounts}; weeks: {weeks}",
        name=name,
        people=people,
        accounts=accounts or NEVER,
        weeks=company.weeks,
    )


def _changes(results: Sequence[ClaimResult], sources: Sources) -> Iterator[Section]:
    """A section for each what-if: its own words, who pays, and claim by claim what comes of it."""
    for name in dict.fromkeys(each.scenario for each in results):
        own = [each for each in results if each.scenario == name]
        head = sources.heads[name]
        blocks = [Texts((head.question, *head.header)), Texts(tuple(_bills(own)), "listed")]
        for each in own:
            blocks += [Texts((each.claim.says,), "finding"), Texts(tuple(_told(each)), "listed")]
        yield Section(SOURCES, head.title, tuple(blocks))


def _bills(results: Sequence[ClaimResult]) -> Iterator[str]:
    """Who pays, against each scenario that the what-if is compared with."""
    for against, each in {each.today: each for each in results}.items():
        if each.bill is not None:
            yield gettext(
                "Who pays, against `{against}`: {bill}.",
                against=against,
                bill=_bill_words(each.bill, each.labels[1].currency),
            )


def _bill_words(bill: Bill, currency: str) -> str:
    """People, cost and profit of a bill."""
    hired = staffing_words(dict(bill.people)) or gettext("nobody is hired or dismissed")
    growth = in_one(Formatted(estimate(bill.cost), GROWTH._replace(with_unit=True)))
    cost = gettext("cost a week {growth}", growth=growth)
    if bill.profit is None:
        return clauses([hired, cost, gettext("no prices are said, so that profit is not known")])
    form = change_format("profit", currency)._replace(with_unit=True)
    profit = in_one(Formatted(estimate(bill.profit), form))
    return clauses([hired, cost, gettext("profit a week {profit}", profit=profit)])


def _told(result: ClaimResult) -> Iterator[str]:
    """A claim in lines: what came out, by what, how far to trust it, and what it costs."""
    claim = result.claim
    yield gettext(
        "{outcome}, expected {wanted}: {verdict}. {meaning}",
        outcome=f"{counted_words(result)} {outcome(result, result.interval)}",
        wanted=wanted(result),
        verdict=verdict_words(result),
        meaning=meaning(result),
    )
    if claim.mechanism:
        yield labelled(gettext("Mechanism"), claim.mechanism)
    if result.placebo is not None:
        yield gettext(
            "Switched off by `{placebo}`: {outcome}.",
            placebo=on_one_line(claim.placebo)[1:-1],
            outcome=outcome(result, result.placebo),
        )
    if claim.source:
        yield labelled(gettext("Where the bounds come from"), claim.source.strip())
    if claim.trust:
        yield labelled(gettext("What to trust"), claim.trust.strip())
    for guard in result.guards:
        yield labelled(gettext("Guard"), guard_words(result, guard))


MEANINGS = {
    "holds": translatable("Less than half of it stays when the mechanism is switched off."),
    "holds, cause untested": translatable(
        "Nobody has switched the mechanism off: something else may have brought it about."
    ),
    "holds for another reason": translatable(
        "It comes out, but not because of the mechanism: half of it or more stays without that."
    ),
}
# The same of a value, of which no part stays or goes.
OF_VALUE = translatable("Without the mechanism it lies outside what is expected.")
UNSURE = {
    "within": translatable("It comes out; whether the mechanism brings it about is not sure."),
    "value": translatable("The interval reaches over a bound."),
    "effect": translatable("There is an effect; whether it is as large as expected is not sure."),
    "more": translatable("There is an effect; it may be more than expected."),
    "small": translatable("There is an effect; whether it is as small as expected is not sure."),
    "luck": translatable("Luck alone may have brought it about."),
}
MISSED = {
    "more": translatable("There is more of it than expected."),
    "less": translatable("There is less of it than expected."),
    "opposite": translatable("The opposite comes out."),
    "no effect": translatable("No effect is to be seen."),
    "above": translatable("It lies above what is expected."),
    "below": translatable("It lies below what is expected."),
}


def meaning(result: ClaimResult) -> str:
    """What a verdict means, in a sentence or two."""
    parts = [_meaning(result)]
    if result.by_construction and result.verdict == "holds":
        parts.append(
            gettext(
                "Switched off, no replication differs at all, so that this test could not have"
                " failed."
            )
        )
    if result.claim.fitted:
        parts.append(gettext("Bounds or values were fitted to the claim: no evidence."))
    return sentences(parts)


def _meaning(result: ClaimResult) -> str:
    if result.verdict == "does not hold":
        return gettext(MISSED[miss_of(result.claim, result.interval)])
    if result.verdict == "holds" and result.claim.counts == "value":
        return gettext(OF_VALUE)
    return gettext(MEANINGS.get(result.verdict) or UNSURE[_doubt(result)])


def _doubt(result: ClaimResult) -> str:
    """Why it cannot be told."""
    claim, interval = result.claim, result.interval
    if held(claim, interval) == "holds":
        return "within"
    if claim.counts == "value":
        return "value"
    if not interval.moved:
        return "luck"
    if needs_no_effect(claim):
        return "small"
    farther, reach = (claim.high, interval.high) if interval.low > 0 else (claim.low, interval.low)
    return "more" if farther is not None and abs(reach) > abs(farther) else "effect"


def picture_of(system: str) -> str:
    """The name of a system's general picture, and of its page.

    >>> picture_of("S3")
    's03'
    """
    return f"s{int(system[1:]):02d}"
