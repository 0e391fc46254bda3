// The bet: a number, a choice or a line, of one person or of a whole class.

function betScreen(room) {
  const { lesson } = room;
  const ways = { number: numberBet, choice: choiceBet, line: lineBet };
  return { title: lesson.bet.prompt, ...ways[lesson.bet.asks](room) };
}

/** What it is today, if that is given away. */
function todayTold({ lesson, words, answers }) {
  const told = make("p", { class: "today" });
  const { from, measure } = lesson.bet;
  if (from === null) return null;
  answers.outcome(from).then((outcome) => {
    const value = words.withUnit(outcome[measure].mean, lesson.measures[measure]);
    told.textContent = words.text("today", { measure: lesson.measures[measure].label, value });
  });
  return told;
}

/** That nights count, where what is bet on goes by the clock on the wall and nobody is there at night. */
function clockTold({ lesson, words }, measure = lesson.measures[lesson.bet.measure]) {
  return measure.byTheClock ? make("p", { class: "small" }, words.text("by_the_clock")) : null;
}

// -- a number --------------------------------------------------------------------------------------

function numberBet(room) {
  const { lesson, state, words } = room;
  const measure = inBets(lesson);
  const histogram = guessFigure(room);
  const field = make("input", { type: "number", id: "guess", step: "any", inputmode: "decimal", min: lesson.bet.number.min, max: lesson.bet.number.max, autocomplete: "off" });
  const told = make("p", { role: "status", class: "told" });
  const undo = button("", takeBack);

  function take() {
    const value = field.valueAsNumber;
    if (!field.checkValidity() || Number.isNaN(value)) {
      told.textContent = words.text("guess_range", { low: words.withUnit(lesson.bet.number.min, measure), high: words.withUnit(lesson.bet.number.max, measure) });
      return false;
    }
    state.guesses.push(value);
    field.value = "";
    show();
    return true;
  }
  function submit(event) {
    event.preventDefault();
    if (take()) room.toNext();
  }
  /** What is typed counts without a press; is the way on free of what cannot be a bet? */
  const settle = () => (field.value === "" && !field.validity.badInput) || take();
  function show() {
    const last = state.guesses.at(-1);
    undo.hidden = last === undefined;
    undo.textContent = last === undefined ? "" : words.text("take_back", { value: words.withUnit(last, measure) });
    told.textContent = state.guesses.length ? words.text("bets_in", { count: state.guesses.length }) : "";
    histogram.refresh();
    room.changed();
  }
  function takeBack() {
    state.guesses.pop();
    show();
    field.focus();
  }
  const form = make(
    "form",
    { class: "guessing", onsubmit: submit, novalidate: true },
    make("label", { for: "guess" }, words.text("your_bet")),
    field,
    make("span", { class: "unit" }, measure.unit),
    make("button", { type: "submit", class: "main" }, words.text("place_bet")),
  );
  show();
  return { field, settle, element: make("div", { class: "bet" }, todayTold(room), clockTold(room), form, make("div", { class: "told-row" }, told, undo), histogram.element) };
}

/** The measure as bets are written: as finely as the step of the lesson. */
function inBets({ bet, measures }) {
  const [, decimals = ""] = String(bet.number?.step ?? "").split(".");
  return bet.number?.step ? { ...measures[bet.measure], digits: decimals.length } : measures[bet.measure];
}

/** Everybody's guesses as a heap of squares over the axis of the reveal. */
function guessFigure({ lesson, state, words }) {
  const measure = lesson.measures[lesson.bet.measure];
  const range = [lesson.bet.low, lesson.bet.high];
  return figureOf(words.text("histogram"), (width, height, size) => {
    const x = scaleOf(range, [size, width - size]);
    const base = height - 2 * size;
    return [axisAcross(words, range, x, base, size, measure.unit), guessMarks(state.guesses, x, base, base)];
  });
}

// -- a choice --------------------------------------------------------------------------------------

const MOST_HANDS = 999;

function choiceBet(room) {
  const { lesson, state, words } = room;
  const cards = make("div", { class: "cards", role: "group", "aria-label": words.text("your_bet") });
  const byHands = make("input", { type: "checkbox", id: "class", onchange: () => countHands(byHands.checked) });
  byHands.checked = state.isClass;

  function countHands(isClass) {
    state.isClass = isClass;
    state.hands.fill(0);
    show();
    room.changed();
  }
  function choose(number, by) {
    if (!state.isClass) state.hands.fill(0);
    count(number, state.isClass ? state.hands[number] + by : 1);
    cards.children[number].querySelector(by < 0 ? ".less" : ".card, .more").focus();
  }
  function count(number, hands) {
    state.hands[number] = Math.min(Math.max(Math.round(hands) || 0, 0), MOST_HANDS);
    show();
    room.changed();
  }
  function show() {
    cards.replaceChildren(...lesson.bet.choices.map((choice, i) => cardOf(room, choice, i, { choose, count })));
  }
  show();
  return {
    element: make("div", { class: "bet" }, todayTold(room), clockTold(room), cards, make("label", { class: "check", for: "class" }, byHands, words.text("count_hands"))),
  };
}

function cardOf({ state, words }, choice, number, { choose, count }) {
  const hands = state.hands[number];
  const letter = make("span", { class: "letter", "aria-hidden": "true" }, "ABCDEFGH"[number]);
  if (!state.isClass)
    return make("div", {}, button([letter, make("span", {}, choice.text)], () => choose(number, 1), { class: "card", "aria-pressed": String(hands > 0) }));
  const field = make("input", { type: "number", min: 0, max: MOST_HANDS, value: hands, "aria-label": words.text("hands_for", { choice: choice.text }), onchange: () => count(number, field.valueAsNumber) });
  return make(
    "div",
    { class: "card counted" },
    letter,
    make("span", { class: "what" }, choice.text),
    button("−", () => choose(number, -1), { class: "less", "aria-label": words.text("fewer_hands", { choice: choice.text }) }),
    field,
    button("+", () => choose(number, 1), { class: "more", "aria-label": words.text("more_hands", { choice: choice.text }) }),
  );
}

// -- a line ----------------------------------------------------------------------------------------

function lineBet(room) {
  const { lesson, state, words } = room;
  const knob = lesson.knobs[lesson.bet.knob];
  state.line ??= knob.values.map(() => null);
  const begin = () => (state.line = knob.values.map((_, i) => (i === known?.position ? known.mean : null)));
  const told = make("p", { role: "status", class: "told" });
  let known = null;
  const paint = (...size) => [paintLines(room, placesOf(lesson, ...size), known), invitation(room, placesOf(lesson, ...size), known)];
  const figure = figureOf(words.text("draw_here"), paint, { class: "figure drawing" });
  const fields = lineFields(room, show);
  const another = button(words.text("another_line"), keepLine);
  const undo = button(words.text("take_line_back"), takeBack);

  function keepLine() {
    state.lines.push(state.line);
    begin();
    show();
  }
  /** The line begun, or else the last one kept. */
  function takeBack() {
    if (isBegunBeside(state.line, known)) begin();
    else state.lines.pop();
    show();
    if (undo.disabled) fields.focus();
  }
  function show() {
    fields.show();
    figure.refresh();
    another.disabled = state.line.some((height) => height === null);
    undo.disabled = !state.lines.length && !isBegunBeside(state.line, known);
    told.textContent = state.lines.length ? words.text("lines_in", { count: state.lines.length }) : "";
    room.changed();
  }
  knownOf(room).then((found) => {
    known = found;
    if (!known) return;
    fields.fix(known.position);
    state.line[known.position] = known.mean;
    show();
  });
  drawByHand(room, figure, () => {
    if (known) state.line[known.position] = known.mean;
    show();
  });
  show();
  /** What is typed counts once its field is left. */
  function settle() {
    if (fields.element.contains(document.activeElement)) document.activeElement.blur();
    return true;
  }
  return { settle, element: make("div", { class: "bet line" }, clockTold(room), figure.element, make("div", { class: "below" }, fields.element, another, undo, told)) };
}

/** What to do here, until it is begun. */
function invitation({ state, words }, { left, width, top, base }, known) {
  if (state.lines.length || isBegunBeside(state.line, known)) return null;
  return written(words.text("draw"), (left + width) / 2, (top + base) / 2, { "text-anchor": "middle", class: "invitation" });
}

/** Has a line more than the point that is given away? */
function isBegunBeside(line, known) {
  return line.some((height, i) => height !== null && i !== known?.position);
}

/** The same line by keyboard: a number for each value of the knob. */
function lineFields({ lesson, state, words }, tell) {
  const { bet } = lesson;
  const knob = lesson.knobs[bet.knob];
  const measure = lesson.measures[bet.measure];
  const inputs = knob.labels.map((label, i) =>
    make("input", {
      type: "number",
      step: "any",
      min: bet.low,
      max: bet.high,
      "aria-label": words.text("bet_at", { knob: knob.label, value: joined(label, knob.unit), unit: measure.unit }),
      onchange: () => set(i),
    }),
  );
  function set(number) {
    const value = inputs[number].valueAsNumber;
    state.line[number] = Number.isNaN(value) ? null : Math.min(Math.max(value, bet.low), bet.high);
    tell();
  }
  function show() {
    inputs.forEach((input, i) => {
      const value = state.line[i];
      if (document.activeElement !== input || input.valueAsNumber !== value) input.value = value === null ? "" : Number(value.toFixed(measure.digits));
    });
  }
  const element = make("div", { class: "heights" }, inputs.map((input, i) => make("label", {}, make("span", { "aria-hidden": "true" }, knob.labels[i]), input)));
  const fix = (number) => (inputs[number].readOnly = true);
  const focus = () => inputs.find((input) => !input.readOnly).focus();
  return { element, show, fix, focus };
}

/** Where the values of a knob and of a measure lie in a drawing. */
function placesOf(lesson, width, height, size) {
  const { bet } = lesson;
  const knob = lesson.knobs[bet.knob];
  const isEven = knob.values.some((value) => typeof value !== "number");
  const along = isEven ? knob.values.map((_, i) => i) : knob.values;
  const left = size * 3.4;
  const [first, last] = [Math.min(...along), Math.max(...along)];
  const inset = Math.min(size * 3.6, (width - left) / 8);
  const scale = scaleOf([first, last], [left + inset / 2, width - inset]);
  const base = height - size * 3.2;
  return { width, size, left, base, top: size * 1.8, x: along.map(scale), y: scaleOf([bet.low, bet.high], [base, size * 1.8]) };
}

/** What it is today, where that is given away and lies on the line. */
async function knownOf({ lesson, answers }) {
  const { from, measure, knob, base } = lesson.bet;
  if (from === null) return null;
  const position = positionsAt(lesson.knobs, from)[knob];
  if (turned(lesson.knobs, base, knob, position) !== from) return null;
  return { position, mean: (await answers.outcome(from))[measure].mean };
}

/** The picture of bet and reveal: the axes, what is known, and everybody's lines. */
function paintLines({ lesson, state, words }, places, known = null) {
  const others = state.lines.map((line) => guessLine(line, places, "others"));
  return [paintAxes(lesson, words, places), others, guessLine(state.line, places, "mine"), paintKnown({ lesson, words }, places, known)];
}

/** The point that is given away. */
function paintKnown({ lesson, words }, { x, y, size, left, width }, known) {
  const label = known && words.withUnit(known.mean, lesson.measures[lesson.bet.measure]);
  return known && [
    drawn("circle", { cx: x[known.position], cy: y(known.mean), r: 9, class: "year" }),
    centred(label, x[known.position], y(known.mean) - size * 0.9, [left, width], size * 1.3, { class: "mean-label" }),
  ];
}

function paintAxes({ knobs, measures, bet }, words, { width, size, left, base, top, x, y }) {
  const knob = knobs[bet.knob];
  const measure = measures[bet.measure];
  const { ticks, digits } = ticksOf(bet.low, bet.high, (base - top) / (size * 2.4));
  const isFree = apart(knob.labels.map((label, i) => [x[i], widthOf(label, size)]));
  return [
    ticks.map((tick) => [
      drawn("line", { x1: left, x2: width, y1: y(tick), y2: y(tick), class: tick === bet.low ? "axis" : "grid" }),
      written(words.number(tick, digits), left - 8, y(tick) + size * 0.35, { "text-anchor": "end", class: "pale" }),
    ]),
    written(words.inBrackets(measure.label, measure.unit), 0, size, { class: "axis-name" }),
    knob.labels.map((label, i) => [
      drawn("line", { x1: x[i], x2: x[i], y1: base, y2: top, class: "column" }),
      isFree[i] && written(label, x[i], base + size * 1.3, { "text-anchor": "middle", class: "pale" }),
    ]),
    written(words.inBrackets(knob.label, knob.unit), width, base + size * 2.7, { "text-anchor": "end", class: "axis-name" }),
  ];
}

/** How near the values of the knob come to each other. */
function leastGap(x) {
  return Math.min(...x.slice(1).map((each, i) => Math.abs(each - x[i])));
}

function guessLine(line, { x, y }, whose) {
  if (!line) return null;
  const spots = line.map((height, i) => (height === null ? null : [x[i], y(height)]));
  const path = spots.map((spot, i) => spot && `${i && spots[i - 1] ? "L" : "M"}${spot[0]} ${spot[1]}`).filter(Boolean);
  const half = Math.min(8, leastGap(x) * 0.3); // lest they touch
  return [
    drawn("path", { d: path.join(""), class: `bet-line ${whose}` }),
    whose === "mine" ? spots.map((spot) => spot && square(spot[0], spot[1], half)) : null,
  ];
}

/** A line follows the pointer: each value of the knob that it passes takes its height. */
function drawByHand({ lesson, state }, figure, tell) {
  const { picture } = figure;
  let last = null;
  function reach(event) {
    const box = picture.getBoundingClientRect();
    const places = placesOf(lesson, box.width, box.height, textSize());
    const here = [event.clientX - box.left, event.clientY - box.top];
    const share = (y) => (places.base - y) / (places.base - places.top);
    places.x.forEach((x, i) => {
      const y = passedAt(x, last ?? here, here, (places.x[1] - places.x[0]) / 2 || 40);
      if (y !== null) state.line[i] = lesson.bet.low + Math.min(Math.max(share(y), 0), 1) * (lesson.bet.high - lesson.bet.low);
    });
    last = here;
    tell();
  }
  picture.addEventListener("pointerdown", (event) => {
    picture.setPointerCapture(event.pointerId);
    last = null;
    reach(event);
  });
  picture.addEventListener("pointermove", (event) => {
    if (picture.hasPointerCapture(event.pointerId)) reach(event);
  });
}

/** How high a hand is where it passes a column, or close by when it only touches; else null. */
function passedAt(x, [x0, y0], [x1, y1], near) {
  if (x0 === x1) return Math.abs(x - x1) <= near ? y1 : null;
  const share = (x - x0) / (x1 - x0);
  if (share < 0 || share > 1) return Math.abs(x - x1) <= near / 3 ? y1 : null;
  return y0 + share * (y1 - y0);
}
