"""Every text that the page of a lesson says by itself, in the language that is spoken."""

from __future__ import annotations

from simulator.i18n import gettext
from simulator.output.timeline.words import joints, spans
from simulator.scenario.units import WEEKS_A_YEAR


def texts(weeks: int = WEEKS_A_YEAR) -> dict[str, str]:
    """What the page says; names in braces are filled in there.

    What counts fewer weeks than a year has is called a run of so many weeks.
    """
    return {
        **(_years() if weeks >= WEEKS_A_YEAR else _runs(weeks)),
        **_steps(),
        **_bet(),
        **_reveal(),
        **_stage(),
        **_explain(),
        **_turn(),
        **_afterwards(),
        **_trainer(),
        **spans(),
        **joints(),
    }


def keys() -> list[tuple[str, str]]:
    """What the keys do."""
    return [
        ("→  PgDn", gettext("next")),
        ("←  PgUp", gettext("back")),
        ("Space", gettext("play or pause")),
        ("B  .", gettext("hide the screen, and show it again")),
        ("F", gettext("freeze: nothing moves or can be pressed")),
        ("N", gettext("the trainer's notes")),
        ("P", gettext("print the questions or, apart, the answers")),
        ("+  −", gettext("larger or smaller, for a projector")),
        ("0–9", gettext("type the next bet")),
        ("?", gettext("these keys")),
    ]


def _steps() -> dict[str, str]:
    return {
        "steps": gettext("Steps of the lesson"),
        "step_brief": gettext("Brief"),
        "step_bet": gettext("Bet"),
        "step_play": gettext("Curtain up"),
        "step_reveal": gettext("Reveal"),
        "step_explain": gettext("Why"),
        "step_turn": gettext("Try it"),
        "step_rule": gettext("Rule"),
        "step_debrief": gettext("Debrief"),
        "to_brief": gettext("Brief"),
        "to_bet": gettext("Place your bets"),
        "to_play": gettext("Curtain up"),
        "to_reveal": gettext("Reveal"),
        "to_explain": gettext("Why is it so?"),
        "to_turn": gettext("Turn the knobs"),
        "to_rule": gettext("What rule is it?"),
        "to_debrief": gettext("Debrief"),
        "next": gettext("Next"),
        "back": gettext("Back"),
        "brief_hint": gettext("First a bet, then the week plays, then the answer"),
        "no_script": gettext("This page needs a browser that runs its script."),
    }


def _bet() -> dict[str, str]:
    return {
        "today": gettext("{measure}, today: {value}"),
        "your_bet": gettext("Your bet"),
        "place_bet": gettext("Bet"),
        "bets": gettext("Bets"),
        "bets_in": gettext("Bets so far: {count}"),
        "take_back": gettext("Take back {value}"),
        "guess_range": gettext("A number from {low} to {high}, please"),
        "histogram": gettext("Everybody's bets on one axis"),
        "count_hands": gettext("A class bets: count the hands"),
        "more_hands": gettext("One more for: {choice}"),
        "fewer_hands": gettext("One fewer for: {choice}"),
        "hands_for": gettext("Hands for: {choice}"),
        "draw_here": gettext("Draw your line here; the numbers below do the same by keyboard"),
        "draw": gettext("Draw your line here"),
        "another_line": gettext("Another line"),
        "take_line_back": gettext("Take back the last line"),
        "lines_in": gettext("Lines kept: {count}"),
        "bet_at": gettext("Your bet at {knob} {value}, in {unit}"),
        "by_the_clock": gettext("By the clock on the wall: nights and weekends count, too."),
        "first_bet": gettext("First a bet, please."),
        "without_bet": gettext("Go on without a bet"),
    }


def _reveal() -> dict[str, str]:
    return {
        "one_bet": gettext("You bet {value}."),
        "closest_bet": gettext("The closest bet is {value}."),
        "right_choice": gettext("It is: {choice}."),
        "line_truth": gettext("{measure}: {first}, {last}."),
        "points": gettext("{value} points"),
        "today_is": gettext("today {value}"),
        "against_today": gettext("Against today, with the same luck: {gap}."),
        "sentence": gettext("{said}."),
        "at_value": gettext("{value} at {knob}"),
        "key_bet": gettext("a bet"),
        "key_line": gettext("a line that was bet"),
        "key_mean": gettext("their mean"),
    }


def _years() -> dict[str, str]:
    """What is said of replications that are years."""
    return {
        "truth": gettext("{measure}: {mean}; in {count} years from {low} to {high}."),
        "truth_grows": gettext("{measure}: {growth}, and no year has a mean."),
        "never": gettext("In {count} of {all} years it never came to that."),
        "key_year": gettext("one of {count} years, each with its own luck"),
        "key_year_paired": gettext(
            "one of {count} years: by how much it differs from today with the same luck"
        ),
        "key_beyond": gettext("years beyond the axis"),
        "how_chosen": gettext("{why} (week {week} of year {year})"),
        "all_years": gettext("all {count} years"),
        "one_year": gettext("year {year} of {count}"),
        "gap_more": gettext("{value}; up in {years} of {count} years"),
        "gap_less": gettext("{value}; down in {years} of {count} years"),
        "gap_none": gettext("the same in every year"),
    }


def _runs(weeks: int) -> dict[str, str]:
    """What is said of replications that are shorter than a year."""
    runs = {
        "truth": gettext(
            "{measure}: {mean}; in {count} runs of {weeks} weeks from {low} to {high}."
        ),
        "truth_grows": gettext("{measure}: {growth}, and no run has a mean."),
        "never": gettext("In {count} of {all} runs it never came to that."),
        "key_year": gettext("one of {count} runs of {weeks} weeks, each with its own luck"),
        "key_year_paired": gettext(
            "one of {count} runs of {weeks} weeks: by how much it differs from today with the"
            " same luck"
        ),
        "key_beyond": gettext("runs beyond the axis"),
        "how_chosen": gettext("{why} (week {week} of run {year})"),
        "all_years": gettext("all {count} runs of {weeks} weeks"),
        "one_year": gettext("run {year} of {count}, {weeks} weeks"),
        "gap_more": gettext("{value}; up in {years} of {count} runs"),
        "gap_less": gettext("{value}; down in {years} of {count} runs"),
        "gap_none": gettext("the same in every run"),
    }
    return {key: text.replace("{weeks}", str(weeks)) for key, text in runs.items()}


def _stage() -> dict[str, str]:
    return {
        "weeks": gettext("Weeks to play"),
        "play": gettext("Play"),
        "pause": gettext("Pause"),
        "go_on": gettext("Go on"),
        "left_out": gettext("not to be seen with this seed, so left out: {titles}"),
        "days": gettext("Days"),
        "speed": gettext("Speed"),
        "slow": gettext("slow"),
        "medium": gettext("steady"),
        "fast": gettext("fast"),
        "lanes": gettext("What everybody has done today"),
        "map": gettext("Map of the ways of today"),
        "not_there": gettext("not there"),
        "pile": gettext("{activity}, waits for {who}"),
        "pool": gettext("One queue of {who}"),
        "waiting": gettext("{count} waiting"),
        "oldest": gettext("oldest {age}"),
        "legend": gettext("Colours"),
        "so_far": gettext("So far this week"),
        "late": gettext("late: {done} done, {open} not yet"),
        "waits_for": gettext("It waits since it was asked for"),
        "younger": gettext("under {hours} h"),
        "from_hours": gettext("{hours} h and more"),
        "from_days": gettext("{days} d and more"),
    }


def _explain() -> dict[str, str]:
    return {
        "back_to_moment": gettext("Back to this moment"),
        "life": gettext("The life of one {what}"),
        "which_order": gettext("Which one?"),
        "life_told": gettext("From asked to finished it took {whole}."),
        "life_open": gettext("After {whole} it is not finished."),
        "bridge_told": gettext("{measure}: from {start} to {end}"),
        "bridge_note": gettext("Black lines: 95% intervals of the differences."),
        "bridge_colours": gettext("Green is better, orange is worse."),
        "as_today": gettext("Today"),
        "together": gettext("All together"),
        "all_orders": gettext(
            "Each bar is what its step brings on average over all sequences in which the steps"
            " can be taken."
        ),
        "alone": gettext("Alone “{knob}” brings {value}."),
        "interval": gettext("({low} to {high})"),
        "in_week": gettext("{week}:"),
        "labelled": gettext("{label}: {value}"),
        "and_clause": gettext("; "),
        "quoted": gettext("“{said}”"),
    }


def _turn() -> dict[str, str]:
    return {
        "turn_title": gettext("Turn the knobs"),
        "keep": gettext("Keep to compare"),
        "let_go": gettext("Stop comparing"),
        "beside": gettext("Hollow: {setting}; the same luck in both"),
        "new_luck": gettext("New luck"),
        "again": gettext("Again, {count} times"),
        "pairs": gettext("Worth a look side by side"),
        "no_mean": gettext("so it has no mean"),
        "no_gap": gettext("before: {growth}"),
        "gap_year": gettext("{value} with the same luck"),
    }


def _afterwards() -> dict[str, str]:
    return {
        "right": gettext("Yes."),
        "wrong": gettext("No."),
        "rule": gettext("Rule"),
        "knee": gettext("Where it bends"),
        "trap": gettext("Trap"),
        "debrief": gettext("Debrief"),
        "answers": gettext("answers"),
        "print_questions": gettext("Print the questions"),
        "print_answers": gettext("Print the answers"),
        "where_from": gettext("Where the numbers come from"),
        "source": gettext(
            "{world}; {weeks}; seed {seed}, {count} replications; version {version}. In brackets:"
            " 95% intervals."
        ),
    }


def _trainer() -> dict[str, str]:
    return {
        "trainer": gettext("For the trainer"),
        "size": gettext("Larger text"),
        "hide": gettext("Hide the screen"),
        "hide_short": gettext("Hide"),
        "freeze": gettext("Freeze"),
        "frozen": gettext("Frozen"),
        "show_again": gettext("Show the screen again"),
        "notes": gettext("Notes"),
        "print": gettext("Print"),
        "print_hint": gettext("The browser's own Print prints the questions, from any step."),
        "mistakes": gettext("What is often said"),
        "so_long": gettext("Open for {minutes} min"),
        "keys": gettext("Keys"),
        "close": gettext("Close"),
    }
