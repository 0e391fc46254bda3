"""A page for each system: what is claimed, what brings it about, what comes out, what to trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from simulator.analysis.claims import ClaimResult
from simulator.analysis.claims.evidence import Evidence
from simulator.i18n import gettext, translatable
from simulator.output.content.claims import (
    Claims,
    guard_words,
    made_by,
    outcome,
    record,
    verdict_words,
    wanted,
)
from simulator.output.document import (
    ANSWERS,
    CODE,
    DOUBTS,
    SOURCES,
    Block,
    Column,
    Document,
    Figure,
    Formatted,
    Section,
    Table,
    Texts,
)
from simulator.output.drawing.by_name import chart
from simulator.output.numbers import NEVER, in_one
from simulator.output.wording import estimate, labelled, level_format, on_one_line


class SystemText(NamedTuple):
    """What a system is called, and what is said of it."""

    title: str
    says: str


class FileHead(NamedTuple):
    """What stands at the head of a scenario file."""

    title: str
    question: str
    header: tuple[str, ...]


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


def document(
    claims: Claims, sources: Mapping[str, FileHead], shown: Evidence | None = None
) -> Document:
    """The page of one system; ``sources`` are the heads of the files that claim something of it."""
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
                (*_own_picture(system, shown), *_outcome(system, results)),
            ),
            Section(SOURCES, gettext("What brings it about"), tuple(_causes(results, sources))),
            Section(DOUBTS, gettext("What to trust"), tuple(_trust(results))),
            Section(DOUBTS, gettext("How it was made"), (Texts((made_by(claims),), "note"),)),
        ),
        record=partial(record, claims),
    )


def _own_picture(system: str, shown: Evidence | None) -> Iterator[Figure]:
    """The picture that shows the mechanism, of a system that has one."""
    if shown is not None:
        drawn = chart("evidence_of", shown, system, title_of(system))
        yield Figure(f"{picture_of(system)}-mechanism", drawn)


def _outcome(system: str, results: Sequence[ClaimResult]) -> Iterator[Block]:
    """The pictures, then a row for each claim, and what became of the guards."""
    yield Figure(picture_of(system), chart("claim_effects", results, title_of(system)))
    columns = (
        Column("claim", gettext("Claim")),
        Column("measure", gettext("Measure")),
        Column("today", gettext("Today")),
        Column("wanted", gettext("Wanted")),
        Column("outcome", gettext("Outcome [95%]")),
        Column("placebo", gettext("Placebo [95%]")),
        Column("verdict", gettext("Verdict")),
    )
    rows = tuple(
        (
            each.claim.says,
            f"{each.claim.measure} ({gettext(each.claim.counts)})",
            level_words(each),
            wanted(each),
            outcome(each, each.interval),
            outcome(each, each.placebo) if each.placebo else NEVER,
            verdict_words(each),
        )
        for each in results
    )
    yield Table("claims", gettext("Claims"), columns, rows, layout="texts")
    lines = tuple(guard_words(each, guard) for each in results for guard in each.guards)
    if lines:
        yield Texts((gettext("What it was not to make worse:"),))
        yield Texts(tuple(dict.fromkeys(lines)), "listed")


def _causes(results: Sequence[ClaimResult], sources: Mapping[str, FileHead]) -> Iterator[Block]:
    """The what-ifs in their own words, each with its mechanisms and how these are switched off."""
    for name in dict.fromkeys(each.scenario for each in results):
        own = [each for each in results if each.scenario == name]
        source = sources[name]
        yield Texts((source.title,), "finding")
        yield Texts((source.question, *source.header))
        yield _mechanisms(own)


def _mechanisms(results: Sequence[ClaimResult]) -> Table:
    """Each mechanism, and the values that switch it off."""
    columns = (
        Column("against", gettext("Compared with"), CODE),
        Column("measure", gettext("Measure"), CODE),
        Column("mechanism", gettext("Mechanism")),
        Column("placebo", gettext("Switched off by"), CODE),
    )
    rows = tuple(
        (
            each.today,
            each.claim.measure,
            each.claim.mechanism or NEVER,
            on_one_line(each.claim.placebo)[1:-1] or NEVER,
        )
        for each in results
    )
    return Table("mechanisms", gettext("Mechanisms"), columns, rows, layout="texts")


def _trust(results: Sequence[ClaimResult]) -> Iterator[Block]:
    """What the files say of it, what follows from the verdicts, and where bounds come from."""
    yield Texts(tuple(dict.fromkeys(filter(None, map(_of_trust, results)))), "listed")
    sources = [
        labelled(each.claim.measure, each.claim.source) for each in results if each.claim.source
    ]
    if sources:
        yield Texts((gettext("Where the bounds come from:"),))
        yield Texts(tuple(dict.fromkeys(sources)), "listed")


MEANINGS = {
    "holds": translatable("what is wanted comes out, and goes when the mechanism is switched off."),
    "holds, cause untested": translatable(
        "what is wanted comes out; nobody has switched the mechanism off, so that something else"
        " may have brought it about."
    ),
    "holds for another reason": translatable(
        "what is wanted comes out, but not because of the mechanism: it stays when that is switched"
        " off."
    ),
    "we cannot tell": translatable("luck alone may have brought it about."),
    "does not hold": translatable("the model contradicts it."),
}


def _of_trust(result: ClaimResult) -> str:
    """How far a claim can be trusted: what its verdict means, and what its file says."""
    parts = [gettext(MEANINGS[result.verdict])]
    if result.claim.fitted:
        parts.append(gettext("Bounds or values were fitted to the claim: no evidence."))
    if result.broken:
        names = gettext(", ").join(each.measure for each in result.broken)
        parts.append(gettext("It costs what it was not to cost: {names}.", names=names))
    parts.append(result.claim.trust)
    return labelled(result.claim.measure, " ".join(filter(None, parts)))


def level_words(result: ClaimResult) -> str:
    """The measure in the scenario compared with."""
    if result.level is None:
        return NEVER
    form = level_format(result.claim.measure, result.labels[0].currency)
    return in_one(Formatted(estimate(result.level), form._replace(with_unit=True)))


def picture_of(system: str) -> str:
    """The name of a system's general picture, and of its page.

    >>> picture_of("S3")
    's03'
    """
    return f"s{int(system[1:]):02d}"
