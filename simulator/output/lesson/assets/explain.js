// Why it came so: where it broke, the life of one order, and what the difference is made of.

/** The stage stopped at a moment. */
function momentScreen(number) {
  return (room) => {
    const { lesson, answers, words } = room;
    const moment = lesson.moments[number];
    const screen = { title: moment.title, element: make("div", { class: "playing" }) };
    screen.beside = button(words.text("back_to_moment"), () => {
      screen.stage.play(false);
      screen.stage.seek(moment.at);
    });
    screen.ready = answers.run(moment.run).then((run) => {
      screen.stage = stageOf(room, run);
      screen.stage.seek(moment.at);
      const week = words.text("in_week", { week: run.label });
      screen.element.append(make("p", { class: "lead" }, make("b", {}, week), words.after(week), moment.text), screen.stage.element);
    });
    screen.frame = (now, passed) => screen.stage?.frame(now, passed);
    return screen;
  };
}

// -- the life of one order -------------------------------------------------------------------------

function livesOf(lesson) {
  return lesson.runs.flatMap((run) => run.cases.map((life) => ({ life, run })));
}

function lifeScreen(room) {
  const { lesson, words } = room;
  const lives = livesOf(lesson);
  const place = make("div", { class: "life" });
  const show = (number) => place.replaceChildren(...lifeOf(room, lives[number]));
  const select = make("select", { id: "life", onchange: () => show(Number(select.value)) }, lives.map(({ life, run }, i) => make("option", { value: i }, words.labelled(run.label, words.listed([life.title, begun(room, run, life)])))));
  const lies = lesson.names.parts.map(({ name }) => name === "waits" || name === "laid_down");
  const lay = ({ life }) => life.sums.reduce((sum, seconds, kind) => sum + (lies[kind] ? seconds : 0), 0);
  const longest = lives.findIndex((each) => lay(each) === Math.max(...lives.map(lay)));
  select.value = longest;
  show(longest);
  const chooser = make("label", { class: "choose", for: "life" }, words.text("which_order"), select);
  return { title: words.text("life", { what: lives[longest].life.title }), beside: lives.length > 1 ? chooser : null, element: make("div", { class: "lives" }, place) };
}

function begun({ lesson, words }, run, life) {
  const clock = writing(run.begin, lesson.language, words.text);
  return clock.full(life.asked);
}

function lifeOf(room, { life, run }) {
  const { lesson, words } = room;
  const clock = writing(run.begin, lesson.language, words.text);
  const kinds = lesson.names.parts;
  const end = life.parts.at(-1)[1];
  const whole = clock.span(end - life.asked);
  const told = life.finished === null ? words.text("life_open", { whole }) : words.text("life_told", { whole });
  const sums = life.sums.map((seconds, kind) => ({ kind, seconds })).filter(({ seconds }) => seconds > 0);
  const label = words.sentences([told, words.listed(sums.map(({ kind, seconds }) => words.labelled(kinds[kind].title, clock.span(seconds))))]);
  const figure = figureOf(label, (width, height, size) => lifeBar(life, kinds, clock, width, height, size), { class: "figure life-bar" });
  const list = sums.map(({ kind, seconds }) => make("li", {}, partSwatch(kinds[kind].name), make("span", {}, kinds[kind].title), make("b", {}, clock.span(seconds)), make("span", { class: "pale" }, shareTold((100 * seconds) / (end - life.asked), words))));
  return [make("p", { class: "verdict" }, told), figure.element, make("ul", { class: "sums" }, list)];
}

function shareTold(share, words) {
  if (share > 0 && share < 0.1) return `< ${words.number(0.1, 1)}%`;
  return `${words.number(share, share < 10 || share > 90 ? 1 : 0)}%`;
}

/** The bar from asked to finished; even the shortest part can be seen. */
function lifeBar(life, kinds, clock, width, height, size) {
  const [begin, end] = [life.asked, life.parts.at(-1)[1]];
  const x = scaleOf([begin, end], [2, width - 2]);
  const [top, bottom] = [size * 2, height - size * 2.2];
  const marks = [];
  for (let at = Math.ceil(begin / DAY) * DAY; at < end; at += DAY) marks.push(at);
  const isLong = end - begin > 7 * DAY;
  const [day, room] = isLong ? [clock.day, size * 8] : [clock.weekday, size * 6];
  const each = Math.max(1, Math.ceil((marks.length * room) / width));
  return [
    partPatterns(),
    life.parts.map(([from, to, kind]) => drawn("rect", { x: x(from), y: top, width: Math.max(x(to) - x(from), 2.5), height: bottom - top, class: `part ${kinds[kind].name}` })),
    life.parts.filter(([, , kind]) => kinds[kind].name === "worked").map(([from, to]) => drawn("path", { d: `M${(x(from) + x(to)) / 2} ${bottom + 3}l7 12h-14z`, class: "worked-mark" })),
    marks.map((at, i) => [
      drawn("line", { x1: x(at), x2: x(at), y1: top - 6, y2: bottom, class: "midnight" }),
      i % each === 0 && x(at) + room / 2 < width && written(day(at), x(at) + 5, top - 9, { class: "pale" }),
    ]),
    written(clock.full(begin), 0, height - 4, { class: "pale" }),
    written(life.finished === null ? "…" : clock.full(end), width, height - 4, { class: "pale", "text-anchor": "end" }),
  ];
}

function partPatterns() {
  const stripes = (id, face, ink, path) => drawn("pattern", { id, width: 10, height: 10, patternUnits: "userSpaceOnUse" }, drawn("rect", { width: 10, height: 10, fill: face }), drawn("path", { d: path, stroke: ink, "stroke-width": 2.2 }));
  return drawn("defs", {}, stripes("part-waits", "#f7d7b5", "#ec9f58", "M-2 12L12 -2M-2 2L2 -2M8 12L12 8"), stripes("part-laid", "#c22f0f", "#fff", "M-2 -2L12 12M-2 12L12 -2"), stripes("part-handed", "#5b2a86", "#cdb6ec", "M2 0V10M7 0V10"));
}

function partSwatch(name) {
  return drawn("svg", { width: 40, height: 26, "aria-hidden": "true", class: "swatch" }, partPatterns(), drawn("rect", { width: 40, height: 26, class: `part ${name}` }));
}

// -- why-bars --------------------------------------------------------------------------------------

const BOLD = 1.15; // how much wider bold letters are

function bridgeScreen(number) {
  return (room) => {
    const { lesson } = room;
    const place = make("div", { class: "bridge" });
    const screen = { title: lesson.why[number].title, element: place };
    screen.ready = room.answers.bridges().then(async (bridges) => {
      const bridge = bridges[number];
      place.append(...bridgeOf(room, bridge), make("p", { class: "small" }, await orderTold(room, bridge)));
    });
    return screen;
  };
}

/** Where several knobs are turned: that a bar is a mean over all sequences, and what a knob brings alone. */
async function orderTold({ lesson, words, answers }, { from, to, steps, measure }) {
  const after = positionsAt(lesson.knobs, to);
  if (steps.length < 2 || steps.some(({ knob }) => knob === null)) return "";
  const level = async (point) => (await answers.outcome(point))[measure].mean;
  const start = await level(from);
  const alone = await Promise.all(steps.map(async ({ knob }) => (await level(turned(lesson.knobs, from, knob, after[knob]))) - start));
  const tell = (value) => words.difference(value, lesson.measures[measure]);
  const others = steps.map(({ knob, value }, i) => tell(alone[i]) !== tell(value) && words.text("alone", { knob: turnTold({ lesson, words }, knob, after), value: tell(alone[i]) }));
  return words.sentences([words.text("all_orders"), ...others]);
}

function bridgeOf(room, bridge) {
  const { lesson, words } = room;
  const measure = lesson.measures[bridge.measure];
  const rows = bridgeRows(room, bridge, measure);
  const label = words.sentences(rows.map(({ label: name, told }) => words.sentence(words.labelled(name, told))));
  const figure = figureOf(label, (width, height, size) => paintBridge(rows, width, height, size), { class: "figure bars" });
  figure.element.style.setProperty("--rows", rows.length);
  const colours = measure.wanted ? [words.gap, words.text("bridge_colours")] : [];
  return [make("p", { class: "verdict" }, words.text("bridge_told", { measure: measure.label, start: words.withUnit(bridge.start, measure), end: words.withUnit(bridge.end, measure) })), figure.element, make("p", { class: "small" }, words.text("bridge_note"), colours)];
}

/** What a knob is turned to. */
function turnTold({ lesson, words }, knob, positions) {
  const { label, labels, unit } = lesson.knobs[knob];
  return words.labelled(label, joined(labels[positions[knob]], unit));
}

/** Start, steps and end, each with where its bar begins and ends. */
function bridgeRows({ lesson, words }, bridge, measure) {
  let level = bridge.start;
  const after = positionsAt(lesson.knobs, bridge.to);
  const named = (step) => (step.knob === null ? step.label : turnTold({ lesson, words }, step.knob, after));
  const steps = bridge.steps.map((step) => {
    const from = level;
    level += step.value;
    const interval = step.low === null || step.low === undefined ? "" : words.text("interval", { low: words.number(step.low, measure.digits), high: words.number(step.high, measure.digits) });
    return { label: named(step), from, to: level, told: [words.difference(step.value, measure), interval].filter(Boolean).join(words.gap), whiskers: interval && [from + step.low, from + step.high], kind: stepKind(step.value, measure) };
  });
  const bar = (point, value) => ({ label: endTold({ lesson, words }, bridge, point), from: 0, to: value, told: words.withUnit(value, measure), kind: "total" });
  return [bar(bridge.from, bridge.start), ...steps, bar(bridge.to, bridge.end)];
}

/** Does a step bring what is wanted? */
function stepKind(value, { wanted }) {
  if (!wanted) return "step";
  return value > 0 === (wanted === "more") ? "better" : "worse";
}

/** The setting of a bridge's end; where its steps tell what is turned, in few words. */
function endTold({ lesson, words }, { from, to, steps }, point) {
  const isTurned = steps.length > 1 && steps.every(({ knob }) => knob !== null);
  if (isTurned && point === lesson.default) return words.text("as_today");
  if (isTurned && point === to) return words.text("together");
  return settingTold({ lesson, words }, point, point === to ? from : to);
}

function paintBridge(rows, width, height, size) {
  const ends = rows.flatMap((row) => [row.from, row.to, ...(row.whiskers || [])]);
  const isNarrow = width < 30 * size;
  const most = isNarrow ? Math.max(...rows.map((row) => linesOf(row.label, width, size).length)) : 1;
  const gutter = isNarrow ? 0 : Math.min(width * 0.4, Math.max(...rows.map((row) => widthOf(row.label, size))) + size);
  const tail = isNarrow ? 0 : BOLD * Math.max(...rows.map((row) => widthOf(row.told, size))) + size;
  const x = scaleOf([Math.min(0, ...ends), Math.max(...ends)], [gutter, width - tail]);
  const head = isNarrow ? size * (1.7 + 1.2 * most) : 0; // of words above a bar
  const pitch = Math.min(height / rows.length, isNarrow ? head + size * 4 : size * 5.4);
  const zero = !isNarrow && drawn("line", { x1: x(0), x2: x(0), y1: 0, y2: rows.length * pitch, class: "axis" });
  return [zero, rows.map((row, i) => bridgeRow(row, rows[i + 1], { x, y: i * pitch, pitch, gutter, size, isNarrow, width, head }))];
}

function bridgeRow(row, next, { x, y, pitch, gutter, size, isNarrow, width, head }) {
  const [left, right] = [Math.min(x(row.from), x(row.to)), Math.max(x(row.from), x(row.to))];
  const top = isNarrow ? y + head : y + pitch * 0.16;
  const high = isNarrow ? Math.max(pitch - head - size * 0.7, size * 0.8) : pitch * 0.66;
  const lines = linesOf(row.label, isNarrow ? width : gutter - size, size);
  const ends = Math.max(right, ...(row.whiskers ? row.whiskers.map(x) : [0]));
  return [
    firstLines(lines, isNarrow ? lines.length : Math.max(1, Math.floor(pitch / size / 1.2))).map((line, i, all) => written(line, 0, isNarrow ? y + size * (1 + 1.2 * i) : top + high / 2 + size * (0.35 + (i - (all.length - 1) / 2) * 1.15))),
    drawn("rect", { x: left, y: top, width: Math.max(right - left, 2), height: high, class: `bar ${row.kind}` }),
    row.whiskers && [drawn("line", { x1: x(row.whiskers[0]), x2: x(row.whiskers[1]), y1: top + high / 2, y2: top + high / 2, class: "whisker" })],
    next && drawn("line", { x1: x(row.to), x2: x(row.to), y1: top + high, y2: y + pitch + (isNarrow ? head : pitch * 0.16), class: "join" }),
    isNarrow ? written(row.told, 0, top - size * 0.45, { class: "value" }) : written(row.told, ends + 10, top + high / 2 + size * 0.35, { class: "value" }),
  ];
}

/** As many lines as there is room for; the last one says that there are more. */
function firstLines(lines, count) {
  if (lines.length <= count) return lines;
  return [...lines.slice(0, count - 1), `${lines[count - 1]} …`];
}

/** A setting in words: what its knobs stand at, as far as they differ from another one. */
function settingTold({ lesson, words }, point, other = point) {
  const [positions, others] = [positionsAt(lesson.knobs, point), positionsAt(lesson.knobs, other)];
  const told = lesson.knobs.map((_, i) => (point === other || positions[i] !== others[i]) && turnTold({ lesson, words }, i, positions));
  return words.listed(told);
}
