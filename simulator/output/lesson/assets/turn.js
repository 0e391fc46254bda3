// Turn the knobs: what was computed for a setting, at once; nothing between.

const IN_A_COLUMN = 4; // measures; more stand in two

function turnScreen(room) {
  const { lesson, state, words } = room;
  const results = make("div", { class: lesson.measures.length > IN_A_COLUMN ? "results many" : "results" });
  const rows = lesson.measures.map((measure, i) => measureRow(room, measure, i));
  results.append(...rows.map((row) => row.element));
  const knobs = lesson.knobs.map((knob, i) => knobOf(knob, () => positionsAt(lesson.knobs, state.point)[i], (position) => turn(i, position)));
  const beyondTold = make("p", { class: "small beyond", hidden: true }, swatch(beyondAlong(15, 11, 8)), words.text("key_beyond"));
  const clock = clockTold(room, lesson.measures.find(({ byTheClock }) => byTheClock) ?? lesson.measures[0]);
  const [told, spoken] = [make("p", { class: "setting" }), make("p", { role: "status", class: "unseen" })];

  function turn(knob, position) {
    state.point = turned(lesson.knobs, state.point, knob, position);
    return show();
  }
  async function show(isFalling = false) {
    const { point, kept, year } = state;
    const [now, before] = await Promise.all([room.answers.outcome(point), kept === null ? null : room.answers.outcome(kept)]);
    if (point !== state.point || kept !== state.kept) return;
    spoken.textContent = words.clauses(rows.map((row, i) => row.show({ now: now[i], before: before?.[i], year, isFalling })));
    knobs.forEach((knob) => knob.show());
    pairs.hidden = kept !== null;
    if (pairs.control) pairs.control.value = "";
    told.textContent = kept === null ? "" : words.text("beside", { setting: settingTold(room, kept, point) });
    beyondTold.hidden = !rows.some((row, i) => row.isBeyond([now[i], before?.[i]], year));
    results.classList.toggle("has-two", kept !== null);
    luck.show();
    keep.textContent = words.text(kept === null ? "keep" : "let_go");
  }
  const keep = button("", () => {
    state.kept = state.kept === null ? state.point : null;
    show();
  });
  const luck = luckOf(room, show);
  const pairs = pairsOf(room, show);
  const side = make("div", { class: "knobs" }, knobs.map((knob) => knob.element));
  const screen = { title: words.text("turn_title"), beside: make("div", { class: "acts" }, luck.element, keep), element: make("div", { class: "turning" }, side, make("div", { class: "outcome" }, pairs, told, results, beyondTold, clock, spoken)) };
  screen.ready = Promise.all(rows.map((row) => row.ready)).then(() => show());
  return screen;
}

/** A knob: one button for each value that was computed. */
function knobOf(knob, position, turn) {
  const name = `knob-${knob.name}`;
  const inputs = knob.values.map((_, i) => make("input", { type: "radio", name, id: `${name}-${i}`, onchange: () => turn(i) }));
  const labels = inputs.map((input, i) => make("span", {}, input, make("label", { for: input.id }, knob.labels[i])));
  const legend = make("legend", {}, knob.label, knob.unit ? make("span", { class: "pale" }, ` ${knob.unit}`) : null);
  const element = make("fieldset", { class: "knob" }, legend, make("div", { class: "values" }, labels), knob.help ? make("p", { class: "small" }, knob.help) : null);
  const show = () => inputs.forEach((input, i) => (input.checked = i === position()));
  return { element, show };
}

/** One year by chance, or all of them. */
function luckOf({ lesson, state, words }, tell) {
  const told = make("span", { class: "pale" });
  const next = button(words.text("new_luck"), () => {
    state.year = state.year === null ? 0 : (state.year + 1) % lesson.replications;
    tell(true);
  });
  const all = button(words.text("again", { count: lesson.replications }), () => {
    state.year = null;
    tell(true);
  });
  const show = () => (told.textContent = state.year === null ? words.text("all_years", { count: lesson.replications }) : words.text("one_year", { year: state.year + 1, count: lesson.replications }));
  return { element: make("div", { class: "luck" }, told, next, all), show };
}

/** Two settings that are worth a look side by side. */
function pairsOf({ lesson, state, words }, tell) {
  const labels = lesson.compare.map((pair) => pairTold(lesson.knobs, pair, words));
  function show({ from, to }) {
    state.kept = from;
    state.point = to;
    tell();
  }
  const label = words.text("pairs");
  if (!labels.length) return make("div");
  if (labels.join("").length <= LONG) return make("div", { class: "pairs", role: "group", "aria-label": label }, make("p", {}, label), labels.map((each, i) => button(each, () => show(lesson.compare[i]))));
  const select = make("select", { onchange: () => show(lesson.compare[select.value]) }, make("option", { value: "" }, "…"), labels.map((each, i) => make("option", { value: i }, each)));
  return make("label", { class: "pairs" }, label, select);
}

/** What changes from one setting to the other, and what both have otherwise than the lesson begins with. */
function pairTold(knobs, { from, to }, words) {
  const [one, other] = [positionsAt(knobs, from), positionsAt(knobs, to)];
  const told = (knob, i) => words.labelled(knob.label, `${one[i] === other[i] ? "" : `${knob.labels[one[i]]} → `}${joined(knob.labels[other[i]], knob.unit)}`);
  const differs = (knob, i) => one[i] !== other[i] || one[i] !== knob.default;
  return words.listed(knobs.map((knob, i) => differs(knob, i) && told(knob, i)));
}

// -- what came of it -------------------------------------------------------------------------------

function measureRow(room, measure, number) {
  const { words } = room;
  const [value, gap] = [make("b"), make("span", { class: "gap" })];
  const shown = { now: null, before: null, year: null, isFalling: false, range: [0, 1] };
  const figure = figureOf(measure.label, (width, height, size) => (shown.now ? strips(shown, measure, words, width, height, size) : []));
  const element = make("section", { class: "measure" }, make("h2", {}, measure.label), make("p", { class: "big" }, value, " ", gap), figure.element);
  function show(next) {
    Object.assign(shown, next);
    value.textContent = shown.now.growth ?? words.withUnit(valueOf(shown.now, shown.year), measure);
    value.classList.toggle("grows", shown.now.growth !== null);
    gap.textContent = noteOn(shown, measure, words);
    figure.label(words.labelled(measure.label, shown.now.growth ?? words.listed(shown.now.years.map((each) => words.withUnit(each, measure)))));
    figure.refresh();
    return `${measure.label} ${value.textContent}`;
  }
  const isBeyond = (outcomes, year) => outcomes.some((outcome) => outcome?.years.some((value, i) => (year === null || year === i) && value > shown.range[1]));
  const ready = room.answers.range(number).then((range) => (shown.range = roundRange(range)));
  return { element, show, isBeyond, ready };
}

/** What is said beside a value: how it differs from the kept one, or why there is none. */
function noteOn(shown, measure, words) {
  const { now, before } = shown;
  if (now.growth) return words.text("no_mean");
  if (before?.growth) return words.text("no_gap", { growth: before.growth });
  return before ? gapTold(shown, measure, words) : "";
}

/** A year's value, or the mean of all. */
function valueOf({ years, mean }, year) {
  return year === null ? mean : years[year];
}

/** The difference of two settings on the same random numbers, year by year. */
function gapTold({ now, before, year }, measure, words) {
  const gaps = now.years.map((value, i) => (value === null || before.years[i] === null ? null : value - before.years[i]));
  if (year !== null) return words.text("gap_year", { value: words.difference(gaps[year], measure) });
  const happened = gaps.filter((each) => each !== null);
  const more = happened.filter((each) => each > 0).length;
  const fewer = happened.filter((each) => each < 0).length;
  const values = { value: words.difference(meanGap(gaps), measure), years: Math.max(more, fewer), count: happened.length };
  if (more + fewer === 0) return words.text("gap_none");
  return words.text(more >= fewer ? "gap_more" : "gap_less", values);
}

/** Dots of the years on an axis that stays; the kept setting above, the new one below. */
function strips({ now, before, year, isFalling, range }, measure, words, width, height, size) {
  const x = scaleOf(range, [10, width - 10]);
  const base = height - size * 1.7;
  const room = before ? base / 2 : base;
  const only = (years) => years.map((value, i) => (year === null || year === i ? value : null));
  const row = (outcome, bottom, kind) => [
    yearDots(only(outcome.years), x, bottom, room - 8, { kind, isFalling, largest: 0.46 * size }),
    year === null && outcome.mean !== null && drawn("line", { x1: x(outcome.mean), x2: x(outcome.mean), y1: bottom - room + 4, y2: bottom, class: `mean ${kind}` }),
  ];
  return [
    axisAcross(words, range, x, base, size, measure.unit),
    before && [row(before, base / 2, "old"), drawn("line", { x1: x(range[0]), x2: x(range[1]), y1: base / 2, y2: base / 2, class: "grid" })],
    row(now, base, "truth"),
  ];
}
