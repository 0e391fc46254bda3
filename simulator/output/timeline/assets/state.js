// What the page shows: its data, one state, and how the view and the clock move.

const data = JSON.parse(document.getElementById("data").textContent);
const $ = (selector) => document.querySelector(selector);
const text = (key, values = {}) =>
  data.texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const ratio = Math.max(1, Math.min(window.devicePixelRatio || 1, 2));
const time = foldedTime(data.open);
const write = writing(data.begin, data.language, text);
const ledgers = data.arms.map((arm) => ledgerOf(data, arm, time, write));
const shared = {
  data,
  time,
  write,
  text,
  ratio,
  fills: fillsOf(data.categories, ratio),
  idle: data.categories.findIndex(({ name }) => name === "idle"),
  away: fillsOf([{ face: "#edf0f3", ink: "#76818d", hatch: "\\" }], ratio)[0],
  lunch: data.categories.findIndex(({ name }) => name === "break"),
  font: getComputedStyle(document.body).fontFamily,
  swatch,
};
const panels = ledgers.map((ledger, i) =>
  makePanel(document.querySelectorAll(".panel")[i], ledger, shared),
);
const usedRoles = data.roles.map((_, role) => role).filter(hasQueue);
const names = directory(data, ledgers, text);
const tell = telling(data, shared);
const meanDay = time.total / time.segments.length;
const mostWaiting = new Map(
  usedRoles.map((role) => [role, Math.max(...sampled((moment) => ledgers.map((l) => l.queues[role](moment))))]),
);
const SPEEDS = [
  ["real", 1],
  ["minute", MINUTE],
  ["ten_minutes", 10 * MINUTE],
  ["day_slowly", meanDay / 60],
  ["day", meanDay / 20],
  ["day_quickly", meanDay / 5],
];

const state = {
  shown: time.segments[0].at, // the first morning: what comes of it is still to come
  playing: false,
  speed: meanDay / 20,
  view: { from: 0, scale: 0, scroll: 0 },
  whole: true, // all days are in sight, and stay so whatever the width
  tall: false,
  projector: false, // letters as large as a room needs
  pressed: new Set(), // categories that alone are shown
  found: null, // { kind, name, key, rows: a list for each panel }
  hovered: null, // { panel, person, row }
  focused: null, // the same, by keys
  layout: null,
  look: { lit: null, epoch: 0 },
  drawn: 0,
  frames: 0,
  stale: true,
  told: 0,
};

/** Does anything ever wait for a role in one of the panels? */
function hasQueue(role) {
  return ledgers.some((ledger) => ledger.tasks.role.includes(role));
}

// -- sizes and views ------------------------------------------------------------------------------

function resize() {
  const room = panels[0].root.querySelector(".stage").clientHeight;
  const letters = parseFloat(getComputedStyle($(".queues")).fontSize);
  const isNarrow = matchMedia("(max-width: 1023px)").matches;
  const fits = fitGutter(letters, isNarrow ? 0.4 : 0.55);
  const lines = fits ? 2 : isNarrow && state.projector ? 5 : 4; // beside a curve
  state.layout = layoutOf(data, usedRoles, room, { tall: state.tall, letters, lines });
  $("main").style.minHeight = `${$("main").clientHeight - room + state.layout.least}px`;
  state.layout.strips.forEach(fillStrip);
  for (const panel of onShow()) panel.resize(state.layout, ratio);
  $(".scroller").style.height = `${state.layout.room}px`;
  $(".scroller").style.top = `${state.layout.axis}px`;
  $(".scroller div").style.height = `${state.layout.content}px`;
  setView(state.whole ? { scale: 0 } : {});
  resizeLands();
  state.told = 0;
}

/** As much room beside the lanes as the longest of what may stand there needs; false if it has less. */
function fitGutter(letters, share) {
  const ink = document.createElement("canvas").getContext("2d");
  const wide = (weight, words) => {
    ink.font = `${weight} ${letters}px ${shared.font}`;
    return ink.measureText(words).width;
  };
  const isSpaced = document.documentElement.lang === "en"; // no gap after a mark of full width
  const oldest = text("oldest", { age: text("days_hours", { days: 88, hours: 22 }) });
  const across = 18 + Math.max(
    ...data.people.map((name) => wide(600, name)),
    ...data.roleTitles.map((title) => wide(600, `${title} · 888`)),
    ...usedRoles.map((role) => wide(400, text("tasks_for", { role: data.rolePeople[role] }))),
    ...usedRoles.map((role) => wide(600, text("waiting", { count: write.number(mostWaiting.get(role)) }))
      + wide(400, text("comma") + oldest) + (isSpaced ? letters / 2 : 0)),
  );
  const most = share * panels[0].root.clientWidth;
  document.documentElement.style.setProperty("--gutter", `${Math.ceil(Math.min(across, most))}px`);
  return across <= most;
}

/** The panels that are seen: today's, and that of the what-if chosen. */
const onShow = () => panels.filter(({ root }) => !root.hidden);

/** Shows one what-if beside today, and hides the others. */
function choose(number) {
  panels.forEach(({ root }, i) => (root.hidden = i > 0 && i !== number));
  document.querySelectorAll(".land figure").forEach((figure, i) => (figure.hidden = panels[i].root.hidden));
  panels[number].field.append($(".scroller"));
  panels[number].root.querySelector("h2").after($("#what-if"));
  $("#what-if").focus();
  if (state.hovered?.panel.root.hidden) state.hovered = null;
  resize();
  if (state.found) showFound();
  announceLater();
}

/** What a curve shows, and how high it may rise in any panel. */
function fillStrip(strip) {
  if (strip.kind === "share") {
    strip.lines = ledgers.flatMap((ledger, i) => [
      { ledger, value: ledger.share, colour: "#08306b" },
      ...(i > 0 ? [{ ledger, value: ledgers[0].share, colour: "#77828f", dash: [4, 3] }] : []),
    ]);
    strip.most = 1.15 * Math.max(0.02, ...sampled((moment) => ledgers.map((l) => l.share(moment))));
    return;
  }
  const waiting = (ledger) => ledger.queues[strip.role];
  strip.lines = ledgers.map((ledger) => ({ ledger, value: waiting(ledger), area: "#9db4cc" }));
  strip.most = 1.1 * Math.max(1, mostWaiting.get(strip.role));
}

/** Values at 400 moments, the first tenth of the first day left out: shares begin wildly. */
function sampled(values) {
  const found = [];
  for (let i = 0; i <= 400; i++) {
    const shown = (time.total * i) / 400;
    if (shown > meanDay / 5) found.push(...values(time.moment(shown)));
  }
  return found;
}

const width = () => Math.max(panels[0].width(), 1);
const leastScale = () => width() / time.total;

function setView(changes) {
  const view = { ...state.view, ...changes };
  view.scale = Math.min(Math.max(view.scale, leastScale()), width() / (5 * MINUTE));
  view.from = Math.min(Math.max(view.from, 0), time.total - width() / view.scale);
  view.scroll = Math.min(Math.max(view.scroll, 0), scrollRange());
  state.view = view;
  state.whole = view.scale <= leastScale() * 1.001;
  state.stale = true;
  $(".scroller").scrollTop = view.scroll;
  $(".scroller").hidden = scrollRange() === 0;
}

const scrollRange = () => Math.max(state.layout.content - state.layout.room, 0);

/** Closer or farther, with a shown time that stays where it is. */
function zoom(factor, anchor = state.shown) {
  const before = state.view.scale;
  const x = (anchor - state.view.from) * before;
  const scale = Math.min(Math.max(before * factor, leastScale()), width() / (5 * MINUTE));
  setView({ scale, from: anchor - Math.min(Math.max(x, 0), width()) / scale });
}

function showSpan(seconds) {
  const scale = width() / seconds;
  if (seconds >= time.total) return setView({ scale, from: 0 });
  const day = time.segments.findLast(({ at }) => at <= state.shown) ?? time.segments[0];
  return setView({ scale, from: seconds > 2 * HOUR ? day.at : state.shown - seconds / 2 });
}

// -- the clock ------------------------------------------------------------------------------------

function setTime(shown, aloud = true) {
  state.shown = Math.min(Math.max(shown, 0), time.total);
  state.told = 0;
  keepInSight(state.shown);
  if (aloud) announceLater();
}

/** The view moves on with the clock where it does not show everything. */
function keepInSight(shown) {
  const { view } = state;
  const across = width() / view.scale;
  if (across >= time.total - 1) return;
  if (state.playing && !calm.matches) {
    setView({ from: shown - 0.4 * across });
  } else if (shown < view.from || shown > view.from + 0.98 * across) {
    setView({ from: shown - 0.1 * across });
  }
}

function setPlaying(playing) {
  if (playing && state.shown >= time.total - 1) state.shown = 0;
  state.playing = playing;
  $("#play").setAttribute("aria-pressed", playing);
  $("#play .word").textContent = text(playing ? "pause" : "play");
  $("#play").classList.toggle("is-playing", playing);
  state.told = 0;
  if (!playing) announceLater();
}
