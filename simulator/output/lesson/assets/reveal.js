// The reveal: bet and truth in one picture, each year a dot, and their mean.

function revealScreen(room) {
  const { lesson, state } = room;
  const isLine = lesson.bet.asks === "line";
  const told = make("p", { class: "verdict", role: "status" });
  const figure = make("div", { class: "figure-room" });
  const against = make("p", { class: "against" });
  const ways = { number: revealNumber, choice: revealChoice, line: revealLine };
  const key = keyOf(room, isLine);
  ways[lesson.bet.asks](room).then(({ picture, verdict, beside = "", after = [] }) => {
    told.textContent = verdict;
    against.textContent = beside;
    figure.append(picture.element);
    picture.label(verdict);
    key.append(...after);
  });
  return {
    title: lesson.bet.prompt,
    element: make("div", { class: "reveal" }, told, against, figure, key),
    begin: () => (state.revealed = true),
  };
}

/** What squares and dots are. */
function keyOf({ lesson, words }, isLine) {
  return make(
    "ul",
    { class: "key" },
    lesson.bet.asks === "choice" ? null : make("li", {}, swatch(square(15, 11, 8)), words.text(isLine ? "key_line" : "key_bet")),
    lesson.bet.asks === "choice" ? null : yearKey(words.text("key_year", { count: lesson.replications })),
    make("li", {}, swatch(drawn("path", { d: isLine ? "M2 11h26" : "M15 0v22", class: "mean" })), words.text("key_mean")),
  );
}

function yearKey(words) {
  return make("li", {}, swatch(drawn("circle", { cx: 15, cy: 11, r: 9, class: "year" })), words);
}

function swatch(...shapes) {
  return drawn("svg", { width: 30, height: 22, "aria-hidden": "true" }, shapes);
}

/** The truth of the bet in words. */
function truthTold({ lesson, words }, { years, mean, growth }) {
  const measure = lesson.measures[lesson.bet.measure];
  if (growth) return words.text("truth_grows", { measure: measure.label, growth });
  const happened = years.filter((value) => value !== null);
  const values = {
    mean: words.withUnit(mean, measure),
    low: words.withUnit(happened.length ? Math.min(...happened) : null, measure),
    high: words.withUnit(happened.length ? Math.max(...happened) : null, measure),
    count: happened.length,
    measure: measure.label,
  };
  const never = neverTold(words, [years]);
  return words.sentences([words.text("truth", values), never]);
}

/** In how many years it never came to what is measured. */
function neverTold(words, columns) {
  const years = columns.flat();
  const count = years.filter((value) => value === null).length;
  return count ? words.text("never", { count, all: years.length }) : "";
}

/** What is bet on, and today, where that is given away and is another setting. */
async function betAndToday({ lesson, answers }) {
  const { point, from, measure } = lesson.bet;
  const outcome = (await answers.outcome(point))[measure];
  const today = from === null || from === point ? null : (await answers.outcome(from))[measure];
  return [outcome, today?.growth === null ? today : null];
}

/** How it differs from today, each year from itself; and that nights count. */
function againstToday({ lesson, words }, outcome, today) {
  const measure = lesson.measures[lesson.bet.measure];
  const gap = today && !outcome.growth && words.text("against_today", { gap: gapTold({ now: outcome, before: today, year: null }, measure, words) });
  return words.sentences([gap, measure.byTheClock && words.text("by_the_clock")]);
}

/** Today's mean, its words on the side away from the new mean. */
function todayMark({ lesson, words }, today, mean, x, [top, base], size) {
  if (today === null || today.mean === null) return null;
  const isBefore = mean === null || today.mean <= mean;
  const wide = widthOf(words.text("today_is", { value: words.withUnit(today.mean, lesson.measures[lesson.bet.measure]) }), size);
  const isLeft = isBefore ? x(today.mean) > wide + 8 : false;
  return drawn(
    "g",
    {},
    drawn("line", { x1: x(today.mean), x2: x(today.mean), y1: top, y2: base, class: "today-mark" }),
    written(words.text("today_is", { value: words.withUnit(today.mean, lesson.measures[lesson.bet.measure]) }), x(today.mean) + (isLeft ? -7 : 7), top + size, { "text-anchor": isLeft ? "end" : "start", class: "today-label" }),
  );
}

async function revealNumber(room) {
  const { lesson, state, words } = room;
  const measure = inBets(lesson);
  const [outcome, today] = await betAndToday(room);
  const picture = figureOf("", (width, height, size) => twoHeaps(room, outcome, today, width, height, size));
  return { picture, beside: againstToday(room, outcome, today), verdict: words.sentences([truthTold(room, outcome), closest(state.guesses, outcome.mean, measure, words)]) };
}

function closest(guesses, mean, measure, words) {
  if (!guesses.length || mean === null) return "";
  const best = guesses.reduce((one, other) => (Math.abs(other - mean) < Math.abs(one - mean) ? other : one));
  const value = words.withUnit(best, measure);
  return words.text(guesses.length === 1 ? "one_bet" : "closest_bet", { value });
}

/** Guesses above, years below, one axis, and the mean through both. */
function twoHeaps(room, { years, mean }, today, width, height, size) {
  const { lesson, state, words } = room;
  const range = wideEnough(lesson.bet, [...years, ...state.guesses, today?.mean ?? null]);
  const x = scaleOf(range, [size, width - size]);
  const base = height - 2.2 * size;
  const middle = base / 2;
  const high = middle - 3.4 * size;
  return [
    axisAcross(words, range, x, base, size, lesson.measures[lesson.bet.measure].unit),
    drawn("line", { x1: x(range[0]), x2: x(range[1]), y1: middle, y2: middle, class: "grid" }),
    guessMarks(state.guesses, x, middle, high),
    state.guesses.length ? written(words.text("bets"), size, middle - high, { class: "pale" }) : null,
    todayMark(room, today, mean, x, [middle + size * 0.3, base], size),
    meanMark(room, mean, x, [size * 1.4, base], size, width),
    yearDots(years, x, base, high, { kind: "truth", isFalling: true }),
  ];
}

function wideEnough(bet, values) {
  const happened = values.filter((value) => value !== null);
  return [Math.min(bet.low, ...happened), Math.max(bet.high, ...happened)];
}

function meanMark({ lesson, words }, mean, x, [top, base], size, width) {
  if (mean === null) return null;
  const label = words.withUnit(mean, lesson.measures[lesson.bet.measure]);
  return drawn(
    "g",
    { class: "falls falls-mean" },
    drawn("line", { x1: x(mean), x2: x(mean), y1: top, y2: base, class: "mean" }),
    centred(label, x(mean), top - size * 0.35, [0, width], size * 1.3, { class: "mean-label" }),
  );
}

// -- a choice --------------------------------------------------------------------------------------

async function revealChoice(room) {
  const { lesson, words } = room;
  const [outcome, today] = await betAndToday(room);
  const right = rightChoice(lesson.bet, outcome);
  const years = sameLuck(outcome, today);
  const picture = figureOf("", (width, height, size) => choiceBands(room, [{ ...outcome, years: years ?? outcome.years }, today], right, width, height, size));
  const key = yearKey(words.text(years ? "key_year_paired" : "key_year", { count: lesson.replications }));
  return { picture, beside: againstToday(room, outcome, today), verdict: choiceTold(room, outcome), after: [key] };
}

/** Each year as today's mean and by how much it differs from itself: what luck does to both years is left out. */
function sameLuck({ years, mean }, today) {
  if (!today || mean === null || [...years, ...today.years].includes(null)) return null;
  return years.map((value, i) => today.mean + value - today.years[i]);
}

function rightChoice({ choices }, { mean }) {
  return choices.findIndex((choice) => isWithin(choice, mean));
}

/** Which answer is right, and what it comes to. */
function choiceTold(room, outcome) {
  const { bet } = room.lesson;
  const right = bet.choices[rightChoice(bet, outcome)];
  return room.words.sentences([right && room.words.text("right_choice", { choice: right.text }), truthTold(room, outcome)]);
}

function isWithin({ low, high }, value) {
  return value !== null && (low === null || low <= value) && (high === null || value < high);
}

/** A row for each choice with its votes, and above the axis with the years, which fall into one. */
function choiceBands(room, [{ years, mean }, today], right, width, height, size) {
  const { lesson, state, words } = room;
  const { choices, measure } = lesson.bet;
  const range = wideEnough(lesson.bet, [...years, today?.mean ?? null]);
  const x = scaleOf(range, [size, width - size]);
  const rows = Math.max(Math.min(size * 2.5, (height - size * 7.5) / choices.length), size * 1.6);
  const base = height - choices.length * rows - 2.8 * size;
  const most = Math.max(1, ...state.hands);
  return [
    bandOf(choices[right], range, x, [size * 1.6, base]),
    axisAcross(words, range, x, base, size, lesson.measures[measure].unit),
    todayMark(room, today, mean, x, [size * 1.6, base], size),
    meanMark(room, mean, x, [size * 1.4, base], size, width),
    yearDots(years, x, base, base - 2.6 * size, { kind: "truth", isFalling: true }),
    choices.map((choice, i) => voteRow(choice, i, { state, most, right, y: base + 2.8 * size + i * rows, high: rows - size * 0.3, width, size })),
  ];
}

function bandOf(choice, range, x, [top, base]) {
  if (!choice) return null;
  const [left, right] = [x(choice.low ?? range[0]), x(choice.high ?? range[1])];
  return drawn("rect", { x: left, y: top, width: Math.max(right - left, 2), height: base - top, class: "band" });
}

function voteRow(choice, number, { state, most, right, y, high, width, size }) {
  const count = state.hands[number];
  const isRight = number === right;
  const room = width - size * 4;
  return drawn(
    "g",
    { class: isRight ? "vote right" : "vote" },
    drawn("rect", { x: 0, y, width, height: high, rx: 6, class: "vote-back" }),
    drawn("rect", { x: 0, y, width: Math.max((count / most) * room * 0.96, count ? 4 : 0), height: high, rx: 6, class: "vote-bar" }),
    written(`${"ABCDEFGH"[number]}  ${choice.text}${isRight ? "  ✓" : ""}`, size * 0.7, y + high / 2 + size * 0.38),
    written(count, width - size * 0.7, y + high / 2 + size * 0.38, { "text-anchor": "end", class: "count" }),
  );
}

// -- a line ----------------------------------------------------------------------------------------

async function revealLine(room) {
  const { lesson, words } = room;
  const { bet } = lesson;
  const { columns, labels } = await lineOutcomes(room);
  const picture = figureOf("", (width, height, size) => lineTruth(room, columns, placesOf(lesson, width, height, size)));
  const verdict = words.text("line_truth", { measure: lesson.measures[bet.measure].label, first: labels[0], last: labels.at(-1) });
  const grown = columns.map(({ growth }, i) => growth && i > 0 && i < columns.length - 1 && words.sentence(labels[i]));
  const means = words.clauses(labels);
  const after = [columns.some(({ years }) => years.some((value) => value > bet.high)) && make("li", {}, swatch(beyond(15, 17, 6)), words.text("key_beyond")), make("li", { class: "means" }, means)];
  return { picture, after: after.filter(Boolean), verdict: words.sentences([verdict, ...grown, neverTold(words, columns.map(({ years }) => years))]) };
}

/** What comes of each value of the knob, and in words. */
async function lineOutcomes({ lesson, answers, words }) {
  const { bet, knobs, measures } = lesson;
  const knob = knobs[bet.knob];
  const points = knob.values.map((_, i) => turned(knobs, bet.base, bet.knob, i));
  const columns = await Promise.all(points.map(async (point) => (await answers.outcome(point))[bet.measure]));
  const labels = columns.map((column, i) => words.text("at_value", { knob: joined(knob.labels[i], knob.unit), value: words.outcome(column, measures[bet.measure]) }));
  return { columns, labels };
}

/** The answer to the bet in words alone, for those who print it. */
async function betAnswered(room) {
  const { lesson, words } = room;
  const { asks, measure } = lesson.bet;
  if (asks === "line") return words.sentence(words.labelled(lesson.measures[measure].label, words.clauses((await lineOutcomes(room)).labels)));
  const [outcome, today] = await betAndToday(room);
  return words.sentences([(asks === "choice" ? choiceTold : truthTold)(room, outcome), againstToday(room, outcome, today)]);
}

const ASIDE = 6; // pixels from a mean's mark to its number

/** At each value of the knob the years and their mean; nothing is drawn between. */
function lineTruth(room, columns, places) {
  const { lesson, words } = room;
  const measure = lesson.measures[lesson.bet.measure];
  const gap = leastGap(places.x);
  const tell = (mean) => words.number(mean, measure.digits);
  const widest = Math.max(...columns.slice(0, -1).map(({ mean }) => (mean === null ? 0 : widthOf(tell(mean), places.size * 1.1))));
  const beside = Math.max((gap - widest - 2 * ASIDE - 2) / 2, 8); // between two numbers there is room for so much
  const half = Math.min(20, gap * 0.4 - 2, beside);
  const [side, radius] = [Math.min(5, gap / 8, half / 4), Math.min(6, Math.max(gap / 6, 3))];
  return [
    paintLines(room, places),
    columns.map(({ years, mean }, i) =>
      drawn(
        "g",
        { class: `falls falls-${i}` },
        years.map((value, year) => (value === null ? "" : columnDot(value, places.x[i] + ((year % 5) - 2) * side, places, [radius, lesson.bet.high]))),
        mean === null ? "" : drawn("line", { x1: places.x[i] - half, x2: places.x[i] + half, y1: places.y(mean), y2: places.y(mean), class: "mean" }),
      ),
    ),
    columnLabels(columns, places, half + ASIDE, tell),
  ];
}

/** The means in numbers right beside their marks, as far as they do not touch. */
function columnLabels(columns, { x, y, size, width }, away, tell) {
  const wide = ({ mean }) => (mean === null ? 0 : widthOf(tell(mean), size * 1.1));
  const isFree = apart(columns.map((column, i) => [x[i] + away + wide(column) / 2, wide(column)]));
  return columns.map(({ mean }, i) => mean !== null && isFree[i] && written(tell(mean), Math.min(x[i] + away, width + size * 0.6 - wide({ mean })), y(mean) + size * 0.38, { class: `mean-label beside falls falls-${i}` }));
}

function columnDot(value, x, { y, top }, [radius, high]) {
  if (value <= high) return drawn("circle", { cx: x, cy: y(value), r: radius, class: "year truth" });
  return beyond(x, top - 2, radius);
}

/** A year that lies above the axis. */
function beyond(x, y, radius) {
  return drawn("path", { d: `M${x - radius} ${y}l${radius} ${-1.5 * radius}l${radius} ${1.5 * radius}z`, class: "year truth" });
}
