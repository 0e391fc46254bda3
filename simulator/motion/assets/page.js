// The page: one state, the controls that change it, and a loop that shows it.

const began = performance.now();
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
  lunch: data.categories.findIndex(({ name }) => name === "break"),
  font: getComputedStyle(document.body).fontFamily,
  swatch,
};
const panels = ledgers.map((ledger, i) =>
  makePanel(document.querySelectorAll(".panel")[i], ledger, shared),
);
const usedRoles = data.roles.map((_, role) => role).filter(hasQueue);
const names = directory(data, ledgers, text);
const tell = telling(data, ledgers, shared);
const meanDay = time.total / time.segments.length;
const SPEEDS = [
  ["real", 1],
  ["minute", MINUTE],
  ["ten_minutes", 10 * MINUTE],
  ["day_slowly", meanDay / 60],
  ["day", meanDay / 20],
  ["day_quickly", meanDay / 5],
];

const state = {
  shown: middle(),
  playing: false,
  speed: meanDay / 20,
  view: { from: 0, scale: 0, scroll: 0 },
  whole: true, // all days are in sight, and stay so whatever the width
  tall: false,
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

/** Half past ten on the middle day: some of it has happened, the rest is still to come. */
function middle() {
  const { at, from, to } = time.segments[(time.segments.length - 1) >> 1];
  return at + Math.min(to - from, Math.max(0, 10.5 * HOUR - (from % DAY)));
}

/** Does anything ever wait for a role in one of the panels? */
function hasQueue(role) {
  return ledgers.some((ledger) => ledger.tasks.role.includes(role));
}

// -- sizes and views ------------------------------------------------------------------------------

function resize() {
  const stacked = matchMedia("(max-width: 1023px)").matches;
  const room = panels[0].root.querySelector(".stage").clientHeight;
  state.layout = layoutOf(data, usedRoles, stacked ? 620 : room, state.tall);
  state.layout.strips.forEach(fillStrip);
  for (const panel of panels) panel.resize(state.layout, ratio);
  $(".scroller").style.height = `${state.layout.room}px`;
  $(".scroller").style.top = `${AXIS}px`;
  $(".scroller div").style.height = `${state.layout.content}px`;
  setView(state.whole ? { scale: 0 } : {});
  state.told = 0;
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
  strip.most = 1.1 * Math.max(1, ...sampled((moment) => ledgers.map((l) => waiting(l)(moment))));
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

// -- what is said aloud ---------------------------------------------------------------------------

let announcing = 0;

function announceLater() {
  clearTimeout(announcing);
  announcing = setTimeout(() => announce(summary()), 400);
}

function announce(words) {
  clearTimeout(announcing);
  $("#live").textContent = words;
}

function peopleNow(ledger, moment) {
  const counts = data.categories.map(() => 0);
  for (const person of ledger.present) {
    const row = ledger.rowAt(person, moment);
    if (row !== NONE) counts[ledger.rows.category[row]] += 1;
  }
  return counts;
}

/** The instant in words, for who does not see the lanes. */
function summary() {
  const moment = time.moment(state.shown);
  const parts = ledgers.map((ledger) => {
    const sellers = [...ledger.present].filter((person) => data.role_of[person] === data.seller);
    const selling = sellers.filter((person) => {
      const row = ledger.rowAt(person, moment);
      return row !== NONE && data.categories[ledger.rows.category[row]].selling;
    });
    const queues = usedRoles.map((role) =>
      text("queue", { role: data.roleTitles[role], count: ledger.queues[role](moment) }),
    );
    return text("summary_arm", {
      scenario: ledger.title,
      selling: selling.length,
      people: sellers.length,
      role: data.roleTitles[data.seller],
      queues: queues.join(", "),
    });
  });
  return text("summary", { clock: write.full(moment), parts: parts.join(" ") });
}

// -- finding --------------------------------------------------------------------------------------

function find(written) {
  const entry = lookUp(names, written, 1)[0];
  if (!entry) {
    $("#found").textContent = written.trim() ? text("nothing", { name: written.trim() }) : "";
    return clearFound();
  }
  return open(entry);
}

/** Shows all that has to do with a person, an account, a deal or a task of one panel. */
function open({ kind, name, key, panel }) {
  const rows = ledgers.map((ledger, i) =>
    panel === undefined || panel === i ? ledger.rowsWith(kind, key) : [],
  );
  state.found = { kind, name, key, rows, panel, day: kind === "person" ? dayNow() : "all" };
  relight();
  fillSide();
  $(".side").hidden = false;
  document.body.classList.add("has-side");
  resize();
  const count = rows.reduce((sum, each) => sum + each.length, 0);
  $("#found").textContent = text("found", { name, count: write.number(count) });
  announce($("#found").textContent);
}

function clearFound() {
  state.found = null;
  $(".side").hidden = true;
  document.body.classList.remove("has-side");
  relight();
  resize();
}

const dayNow = () => String(Math.floor(time.moment(state.shown) / DAY));

/** Which rows stand out: those found, those of the categories pressed; all if nothing is looked for. */
function relight() {
  const { found, pressed } = state;
  state.look = { lit: null, epoch: state.look.epoch + 1 };
  state.stale = true;
  if (!found && !pressed.size) return;
  state.look.lit = new Map(
    ledgers.map((ledger, i) => {
      const lit = new Uint8Array(ledger.rows.count).fill(found ? 0 : 1);
      if (found) for (const row of found.rows[i]) lit[row] = 1;
      if (pressed.size) {
        for (let row = 0; row < lit.length; row++) {
          if (!pressed.has(ledger.rows.category[row])) lit[row] = 0;
        }
      }
      return [ledger, lit];
    }),
  );
}

/** The journey beside the lanes: a story for a task, a table for each panel. */
function fillSide() {
  const { kind, name, key, rows, panel, day } = state.found;
  $("#side-title").textContent = name;
  const choice = $("#side-day");
  choice.replaceChildren(
    new Option(text("every_day"), "all"),
    ...time.segments.map(({ from }) => new Option(write.day(from), String(Math.floor(from / DAY)))),
  );
  choice.value = day;
  if (choice.selectedIndex < 0) choice.value = state.found.day = "all";
  const content = $("#side-content");
  content.replaceChildren();
  const beside = kind === "person" ? "for_whom" : "who";
  if (kind === "task") {
    content.append(element("h3", text("story")), tell.storyList(ledgers[panel], key));
  }
  ledgers.forEach((ledger, i) => {
    if (panel !== undefined && panel !== i) return;
    content.append(tell.table(ledger, rows[i].filter(isOnDay(ledger)), beside, goTo));
  });
}

function isOnDay(ledger) {
  const { day } = state.found;
  if (day === "all") return () => true;
  const [from, to] = [Number(day) * DAY, (Number(day) + 1) * DAY];
  return (row) => ledger.rows.start[row] < to && ledger.rows.end[row] > from;
}

function goTo(ledger, row) {
  const panel = panels.find((each) => each.ledger === ledger);
  state.focused = { panel, person: ledger.rows.person[row], row };
  setTime(ledger.rows.from[row], false);
  showFocused();
}

// -- pointing and keys in the lanes ---------------------------------------------------------------

function showNote(spot, x, y) {
  const note = $("#note");
  if (!spot || spot.row === NONE) {
    note.hidden = true;
    return;
  }
  note.replaceChildren(tell.note(spot.panel.ledger, spot.row));
  note.hidden = false;
  const [across, down] = [note.offsetWidth, note.offsetHeight];
  const left = x + 18 + across > innerWidth ? x - across - 18 : x + 18;
  note.style.left = `${Math.max(left, 8)}px`;
  note.style.top = `${Math.max(Math.min(y + 14, innerHeight - down - 8), 8)}px`;
}

function hover(panel, event) {
  const box = panel.canvas.getBoundingClientRect();
  const hit = panel.hit(state.view, state.layout, event.clientX - box.left, event.clientY - box.top);
  const spot = hit && { panel, ...hit };
  const changed = spot?.row !== state.hovered?.row || spot?.panel !== state.hovered?.panel;
  state.hovered = spot;
  state.marksStale ||= changed;
  showNote(spot, event.clientX, event.clientY);
}

/** Says and outlines the stretch to which the keys have come. */
function showFocused() {
  const { panel, person, row } = state.focused;
  const { ledger } = panel;
  const lane = state.layout.lanes.find((each) => each.person === person);
  if (lane.y < state.view.scroll || lane.y + 20 > state.view.scroll + state.layout.room) {
    setView({ scroll: lane.y - state.layout.room / 2 });
  }
  state.marksStale = true;
  if (row === NONE) return announce(`${data.people[person]}: ${text("no_rows")}`);
  const at = ledger.rows.from[row];
  const across = width() / state.view.scale;
  if (at < state.view.from || at > state.view.from + 0.95 * across) setView({ from: at - across / 4 });
  const box = panel.canvas.getBoundingClientRect();
  const x = box.left + (at - state.view.from) * state.view.scale;
  showNote(state.focused, x, box.top + AXIS + lane.y - state.view.scroll + 10);
  return announce(tell.sentence(ledger, row));
}

function startFocus(panel) {
  if (state.focused?.panel === panel) return;
  const person = state.layout.lanes.find((lane) => panel.ledger.present.has(lane.person)).person;
  state.focused = { panel, person, row: rowNear(panel.ledger, person, state.shown) };
}

/** The row of a person at a shown time, or the next, or the last. */
function rowNear(ledger, person, shown) {
  const [from, to] = ledger.lane(person);
  if (from === to) return NONE;
  return Math.min(firstAbove(ledger.rows.to, shown, from, to), to - 1);
}

function step(panel, key) {
  startFocus(panel);
  const { ledger } = panel;
  const { person, row } = state.focused;
  const [from, to] = ledger.lane(person);
  const lanes = state.layout.lanes;
  const place = lanes.findIndex((lane) => lane.person === person);
  if (key === "ArrowUp" || key === "ArrowDown") {
    const next = lanes[place + (key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    const shown = row === NONE ? state.shown : ledger.rows.from[row];
    state.focused = { panel, person: next.person, row: rowNear(ledger, next.person, shown) };
  } else if (row !== NONE) {
    const moves = { ArrowLeft: row - 1, ArrowRight: row + 1, Home: from, End: to - 1 };
    state.focused.row = Math.min(Math.max(moves[key], from), to - 1);
  }
  showFocused();
}

function openTask(spot) {
  if (!spot || spot.row === NONE) return;
  const { ledger } = spot.panel;
  const number = ledger.rows.task[spot.row];
  const task = ledger.position(number);
  if (task === undefined) {
    const person = ledger.rows.person[spot.row];
    open({ kind: "person", name: data.people[person], key: person });
    return;
  }
  const activity = tell.activity(ledger.tasks.activity[task]);
  const name = text("task_name", { activity, number });
  open({ kind: "task", name, key: number, panel: panels.indexOf(spot.panel) });
}

function listenToPanel(panel) {
  const { canvas } = panel;
  let drag = null;
  canvas.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX, y: event.clientY, view: state.view, moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drag) return hover(panel, event);
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    drag.moved ||= Math.abs(dx) + Math.abs(dy) > 4;
    if (drag.moved) {
      showNote(null);
      setView({ from: drag.view.from - dx / drag.view.scale, scroll: drag.view.scroll - dy });
    }
    return undefined;
  });
  canvas.addEventListener("pointerup", (event) => {
    const wasDrag = drag?.moved;
    drag = null;
    if (wasDrag) return;
    const box = canvas.getBoundingClientRect();
    hover(panel, event);
    if (event.clientY - box.top < AXIS || !state.hovered) {
      setTime(state.view.from + (event.clientX - box.left) / state.view.scale);
    } else if (event.pointerType === "mouse") {
      openTask(state.hovered);
    }
  });
  canvas.addEventListener("pointerleave", () => {
    if (drag) return;
    state.hovered = null;
    state.marksStale = true;
    showNote(null);
  });
  canvas.addEventListener("wheel", (event) => onWheel(event, panel), { passive: false });
  canvas.addEventListener("keydown", (event) => onLaneKey(event, panel));
  canvas.addEventListener("blur", () => {
    state.focused = null;
    state.marksStale = true;
    showNote(null);
  });
}

function onWheel(event, panel) {
  event.preventDefault();
  const { view } = state;
  if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    setView({ from: view.from + (event.deltaX || event.deltaY) / view.scale });
  } else if (event.altKey) {
    setView({ scroll: view.scroll + event.deltaY });
  } else {
    const box = panel.canvas.getBoundingClientRect();
    zoom(2 ** (-event.deltaY / 300), view.from + (event.clientX - box.left) / view.scale);
  }
}

function onLaneKey(event, panel) {
  const steps = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];
  if (steps.includes(event.key)) step(panel, event.key);
  else if (event.key === "Enter") openTask(state.focused);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// -- controls -------------------------------------------------------------------------------------

function listenToKeys() {
  const writing = "input, select, #side-content";
  const pressing = "button, summary";
  const keys = {
    " ": () => setPlaying(!state.playing),
    "+": () => zoom(1.5),
    "=": () => zoom(1.5),
    "-": () => zoom(1 / 1.5),
    "/": () => $("#find").focus(),
    ArrowLeft: (event) => setTime(state.shown - (event.shiftKey ? HOUR : 5 * MINUTE)),
    ArrowRight: (event) => setTime(state.shown + (event.shiftKey ? HOUR : 5 * MINUTE)),
    Home: () => setTime(0),
    End: () => setTime(time.total),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      $("#find").value = $("#found").textContent = "";
      clearFound();
      return;
    }
    const isOwn = event.target.closest?.(event.key === " " ? `${writing}, ${pressing}` : writing);
    const isSlider = event.target.id === "scrub" && [" ", "+", "-", "/"].includes(event.key);
    if (!keys[event.key] || (isOwn && !isSlider)) return;
    event.preventDefault();
    keys[event.key](event);
  });
}

function listenToControls() {
  $("#play").addEventListener("click", () => setPlaying(!state.playing));
  $("#scrub").max = Math.round(time.total);
  $("#scrub").addEventListener("input", (event) => setTime(Number(event.target.value)));
  $("#scrub").addEventListener("keydown", (event) => {
    const leap = { PageUp: HOUR, PageDown: -HOUR }[event.key];
    if (!leap) return;
    event.preventDefault();
    setTime(state.shown + leap);
  });
  SPEEDS.forEach(([key, speed]) => $("#speed").append(new Option(text(key), speed)));
  $("#speed").value = String(state.speed);
  $("#speed").addEventListener("change", (event) => (state.speed = Number(event.target.value)));
  $("#all").addEventListener("click", () => showSpan(time.total));
  $("#day").addEventListener("click", () => showSpan(meanDay));
  $("#hour").addEventListener("click", () => showSpan(HOUR));
  $("#closer").addEventListener("click", () => zoom(1.5));
  $("#farther").addEventListener("click", () => zoom(1 / 1.5));
  $("#tall").addEventListener("click", (event) => {
    state.tall = !state.tall;
    event.currentTarget.setAttribute("aria-pressed", state.tall);
    resize();
  });
  $(".scroller").addEventListener("scroll", (event) => {
    if (Math.abs(event.target.scrollTop - state.view.scroll) > 1) {
      setView({ scroll: event.target.scrollTop });
    }
  });
  listenToFinding();
  $("#side-day").addEventListener("change", (event) => {
    state.found.day = event.target.value;
    fillSide();
  });
  new ResizeObserver(resize).observe($(".panels"));
}

function listenToFinding() {
  $("#find").addEventListener("input", (event) => {
    const near = lookUp(names, event.target.value);
    $("#names").replaceChildren(...near.map(({ name }) => new Option(name, name)));
    if (near[0]?.name === event.target.value) find(event.target.value);
  });
  $("#find-form").addEventListener("submit", (event) => {
    event.preventDefault();
    find($("#find").value);
  });
  $("#clear").addEventListener("click", () => {
    $("#find").value = $("#found").textContent = "";
    clearFound();
    $("#find").focus();
  });
}

function swatch(canvas, category) {
  canvas.width = 22 * ratio;
  canvas.height = 12 * ratio;
  const ink = canvas.getContext("2d");
  ink.scale(ratio, ratio);
  const isLunch = category === shared.lunch;
  ink.fillStyle = isLunch ? LUNCH : shared.fills[category].pattern;
  ink.fillRect(0, isLunch ? 4.5 : 0, 22, isLunch ? 3 : 12);
  if (category === shared.idle) {
    ink.strokeStyle = "#8a8a8a";
    ink.strokeRect(0.5, 0.5, 21, 11);
  }
  return canvas;
}

/** The legend: each category a button that shows it alone, with how many people are at it now. */
function makeLegend() {
  const used = new Set(ledgers.flatMap(({ rows }) => [...new Set(rows.category)]));
  data.categories.forEach((category, number) => {
    if (!used.has(number)) return;
    const button = element("button", undefined, { type: "button", "aria-pressed": "false" });
    button.dataset.category = number;
    button.title = text("filter");
    button.append(
      swatch(element("canvas", undefined, { class: "swatch", "aria-hidden": "true" }), number),
      element("span", category.title),
      element("b", ""),
    );
    button.addEventListener("click", () => {
      if (!state.pressed.delete(number)) state.pressed.add(number);
      button.setAttribute("aria-pressed", state.pressed.has(number));
      relight();
    });
    const item = element("li");
    item.append(button);
    $("#legend").append(item);
  });
}

function tellLegend(moment) {
  const counts = ledgers.map((ledger) => peopleNow(ledger, moment));
  for (const button of document.querySelectorAll("#legend button")) {
    const number = Number(button.dataset.category);
    button.querySelector("b").textContent = counts.map((each) => each[number]).join(" · ");
  }
}

// -- the loop -------------------------------------------------------------------------------------

const TELL_EVERY = 100; // ms between new words and numbers
const CALM_EVERY = 500; // ms between steps where people want little motion
let before = 0;
let stepped = 0;

function frame(now) {
  const passed = Math.min(now - before, 100) / 1000;
  before = now;
  if (state.playing) advance(now, passed);
  if (state.stale) drawAll();
  else if (state.playing) panels.forEach((panel) => panel.prepare());
  if (state.marksStale) drawMarks();
  for (const panel of panels) panel.place(state.view, state.shown);
  if (now - state.told > TELL_EVERY) tellAll(now);
  state.frames += 1;
  requestAnimationFrame(frame);
}

function advance(now, passed) {
  let seconds = passed;
  if (calm.matches) {
    if (now - stepped < CALM_EVERY) return;
    seconds = CALM_EVERY / 1000;
  }
  stepped = now;
  state.shown = Math.min(state.shown + seconds * state.speed, time.total);
  keepInSight(state.shown);
  if (state.shown >= time.total) setPlaying(false);
}

function drawAll() {
  state.stale = false;
  state.marksStale = true;
  state.drawn = panels.reduce(
    (sum, panel) => sum + panel.draw(state.view, state.layout, state.look),
    0,
  );
}

function drawMarks() {
  state.marksStale = false;
  const chosen = new Set([state.hovered?.person, state.focused?.person]);
  const { found } = state;
  if (found) found.rows.forEach((rows, i) => rows.slice(0, 200).forEach((row) => chosen.add(ledgers[i].rows.person[row])));
  panels.forEach((panel, i) => {
    const spots = [state.hovered, state.focused].filter((each) => each?.panel === panel);
    const outlined = spots.map(({ row }) => row).filter((row) => row !== NONE);
    const way = found && found.kind !== "person" ? found.rows[i].slice(0, 400) : [];
    way.sort((a, b) => panel.ledger.rows.start[a] - panel.ledger.rows.start[b]);
    panel.marks(state.view, state.layout, outlined, way);
    panel.names(state.layout, state.view, chosen);
  });
}

function tellAll(now) {
  if (state.told && !state.playing) return;
  state.told = now;
  const moment = time.moment(state.shown);
  $("#date").textContent = write.longDay(moment);
  $("#clock").textContent = write.clock(moment);
  $("#scrub").value = state.shown;
  $("#scrub").setAttribute("aria-valuetext", write.full(moment));
  for (const panel of panels) panel.tell(moment, state.layout);
  tellLegend(moment);
}

// -- what tests may look at -----------------------------------------------------------------------

window.motion = Object.freeze({
  get time() {
    return time.moment(state.shown);
  },
  get clock() {
    return write.exact(time.moment(state.shown));
  },
  get playing() {
    return state.playing;
  },
  get speed() {
    return state.speed;
  },
  get view() {
    const { from, scale } = state.view;
    return [time.moment(from), time.moment(from + width() / scale)];
  },
  get rowsDrawn() {
    return state.drawn;
  },
  get frames() {
    return state.frames;
  },
  get found() {
    const { found } = state;
    return found && { kind: found.kind, name: found.name, rows: found.rows.map((each) => [...each]) };
  },
  get hovered() {
    const spot = state.focused ?? state.hovered;
    return spot && spot.row !== NONE ? spot.panel.ledger.entry(spot.row) : null;
  },
  arms: ledgers.map(({ name }) => name),
  entries: (arm) => Array.from({ length: ledgers[arm].rows.count }, (_, i) => ledgers[arm].entry(i)),
  tasks: (arm) => ledgers[arm].tasks.task.map((_, i) => ledgers[arm].taskRow(i)),
  waiting: (arm, role, moment) => ledgers[arm].queues[data.roles.indexOf(role)](moment),
  share: (arm, moment) => ledgers[arm].share(moment),
  /** Where a row lies on the screen, in the middle. */
  placeOf(arm, row) {
    const { rows } = ledgers[arm];
    const lane = state.layout.lanes.find(({ person }) => person === rows.person[row]);
    const box = panels[arm].canvas.getBoundingClientRect();
    const at = (rows.from[row] + rows.to[row]) / 2;
    return [
      box.left + (at - state.view.from) * state.view.scale,
      box.top + AXIS + lane.y - state.view.scroll + lane.height / 2,
    ];
  },
  opened: () => performance.now() - began,
});

makeLegend();
listenToControls();
listenToKeys();
panels.forEach(listenToPanel);
panels.forEach((panel) => panel.canvas.addEventListener("focus", () => {
  startFocus(panel);
  showFocused();
}));
resize();
requestAnimationFrame((now) => {
  frame(now);
  performance.mark("motion-ready");
});
