// The stage: a week that plays from Monday morning, with its piles, its map and its clock.

const SPEEDS = [1 / 60, 1 / 20, 1 / 6]; // days a second
const SLOW = 2; // speeds between which one is begun with
const MOST_PILES = 4;
const TELL_EVERY = 150; // ms between new words
const CALM_STEP = 500; // ms between steps where people want little motion

/** A stage for one run; it stands still until it is told to play, and stops by itself at moments. */
function stageOf(room, run, moments = []) {
  const { lesson, words } = room;
  const week = weekOf(run, lesson.names, lesson.piles);
  const clock = writing(run.begin, lesson.language, words.text);
  const stage = { week, run, moment: run.open[0][0], isPlaying: false, speed: SPEEDS[SLOW - 1], drawn: 0, frames: 0, told: 0, stepped: 0, isStale: true, stops: moments.map((each) => stopAt(run, each)) };
  const [day, piles, map] = [dayPart(room, stage), pilePart(room, stage, clock), run.map && mapPart(room, stage)];
  const parts = [day, piles, map].filter(Boolean);
  const controls = controlsOf(room, stage, clock);
  const tallies = talliesOf(room, stage);
  const stop = stopOf(room, stage, () => controls.play.focus());
  const edge = make("div", { class: "edge" }, map?.element ?? "", tallies.element);
  const scenes = make("div", { class: map ? "scenes with-map" : "scenes" }, day.element, piles.element, edge);
  scenes.style.setProperty("--people", run.people.length);
  scenes.style.gridTemplateRows = `minmax(0, ${0.35 + 0.19 * run.people.length}fr) minmax(0, 1fr)`;
  const element = make("div", { class: "stage" }, controls.element, stop.element, scenes, legendOf(room, week));
  parts.forEach((part) => part.canvases.forEach((canvas) => whenSized(canvas.parentElement, () => (stage.isStale = true))));

  function frame(now, passed) {
    if (stage.isPlaying) advance(stage, now, passed);
    if (!stage.isStale) return;
    stage.isStale = false;
    stage.frames += 1;
    parts.forEach((part) => part.paint());
    if (stage.isPlaying && now - stage.told < TELL_EVERY) return;
    stage.told = now;
    parts.forEach((part) => part.tell?.());
    controls.tell();
    stop.tell();
    tallies.tell();
  }
  function seek(moment) {
    stage.moment = moment;
    stage.isStale = true;
    stage.told = 0;
  }
  function play(isPlaying) {
    if (isPlaying && stage.moment >= run.open.at(-1)[1]) seek(run.open[0][0]);
    stage.isPlaying = isPlaying;
    stage.isStale = true;
    stage.told = 0;
  }
  return Object.assign(stage, { element, frame, seek, play });
}

/** A moment within the hours that are played. */
function stopAt({ open }, { at, title, text }) {
  return { at: Math.min(Math.max(at, open[0][0]), open.at(-1)[1]), title, text };
}

/** Shown time goes on; nights are left out; it stops at the next moment and at the week's end. */
function advance(stage, now, passed) {
  const { time, days } = stage.week;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (isCalm && now - stage.stepped < CALM_STEP) return;
  const seconds = isCalm ? CALM_STEP / 1000 : passed;
  stage.stepped = now;
  const shown = time.shown(stage.moment) + seconds * stage.speed * (days[0].to - days[0].from);
  const end = stage.run.open.at(-1)[1];
  const next = shown < time.total ? time.moment(shown) : end;
  const stops = [...stage.stops.map(({ at }) => at), end].filter((at) => at > stage.moment && at <= next);
  stage.isStale = true;
  stage.moment = Math.min(next, ...stops);
  if (!stops.length) return;
  stage.isPlaying = false;
  stage.told = 0;
}

// -- what is painted -------------------------------------------------------------------------------

/** A canvas as sharp as the screen; returns its ink and size when it is to be painted. */
function sharpCanvas(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.parentElement.clientWidth, canvas.parentElement.clientHeight];
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const ink = canvas.getContext("2d");
  ink.setTransform(ratio, 0, 0, ratio, 0, 0);
  ink.clearRect(0, 0, width, height);
  return { ink, width, height };
}

function dayPart(room, stage) {
  const { lesson, words } = room;
  const canvas = make("canvas", { role: "img", "aria-label": words.text("lanes") });
  const element = make("div", { class: "lanes" }, canvas);
  const fills = fillsOf(lesson.names.categories, window.devicePixelRatio || 1);
  function paint() {
    const { ink, width, height } = sharpCanvas(canvas);
    if (width < 60) return;
    const scene = laneScene(ink, stage.week, width, height, textSize());
    stage.drawn = paintDay(ink, stage.week, scene, fills, stage.moment, words);
  }
  return { element, canvases: [canvas], paint, tell: () => canvas.setAttribute("aria-label", lanesTold(stage, words)) };
}

/** The lanes in words, for those who do not see them. */
function lanesTold({ week, moment, run }, words) {
  const people = run.people.map((person) => {
    const entry = entryAt(week, person, moment);
    return words.labelled(week.names.people[person].title, entry === NONE ? words.text("not_there") : doingTold(week, entry));
  });
  return words.sentences([words.text("lanes"), ...people].map(words.sentence));
}

function mapPart(room, stage) {
  const canvas = make("canvas", { role: "img", "aria-label": room.words.text("map") });
  const element = make("div", { class: "map" }, canvas);
  function paint() {
    const { ink, width, height } = sharpCanvas(canvas);
    if (width < 60) return;
    paintMap(ink, stage.week, landScene(stage.run.map, width, height), stage.moment, lettersOf(textSize()));
  }
  return { element, canvases: [canvas], paint };
}

function pilePart(room, stage, clock) {
  const { lesson, words } = room;
  const piles = inOrder(room, stage.week.piles.slice(0, MOST_PILES)).map((pile) => {
    const canvas = make("canvas", { "aria-hidden": "true" });
    const [count, oldest] = [make("b"), make("span")];
    const element = make("section", { class: "pile" }, make("div", {}, make("h2", {}, pileTitle(room, stage.week, pile)), " ", make("p", {}, count, " ", oldest)), make("div", { class: "heap" }, canvas));
    return { pile, canvas, count, oldest, element };
  });
  const waiting = (pile) => waitingIn(pile, stage.run.tasks, stage.moment);
  function paint() {
    const heaps = piles.map(({ pile, canvas }) => ({ pile, most: pile.most, ...sharpCanvas(canvas) })).filter(({ width }) => width > 20);
    const side = sharedSide(heaps);
    for (const { pile, ink, width, height } of heaps) paintPile(ink, side, stage.run.tasks, waiting(pile), stage.moment, width, height);
  }
  function tell() {
    for (const { pile, count, oldest } of piles) {
      const rows = waiting(pile);
      count.textContent = words.text("waiting", { count: words.number(rows.length) });
      oldest.textContent = rows.length ? words.text("oldest", { age: unbroken(clock.span(stage.moment - stage.run.tasks.asked[rows[0]])) }) : "";
    }
  }
  const element = make("div", { class: "piles" }, piles.map((each) => each.element));
  return { element, canvases: piles.map((each) => each.canvas), paint, tell };
}

/** Heaps as work goes through them, so that each has its place in every week. */
function inOrder({ lesson }, piles) {
  const place = ({ activity }) => lesson.piles.indexOf(activity);
  return [...piles].sort((one, other) => place(one) - place(other));
}

/** What waits; and for whom, where it waits for several. */
function pileTitle({ lesson, words }, { piles }, { activity, line }) {
  if (line?.isPool) return words.text("pool", { who: line.title });
  const { title } = lesson.names.activities[activity];
  const isSplit = piles.filter((pile) => pile.activity === activity).length > 1;
  return isSplit ? words.text("pile", { activity: title, who: line.title }) : title;
}

// -- what stands around ----------------------------------------------------------------------------

function controlsOf(room, stage, clock) {
  const { words } = room;
  const sign = make("span", { class: "sign", "aria-hidden": "true" });
  const word = make("span", {}, words.text("play"));
  const play = make("button", { type: "button", class: "play main", onclick: () => stage.play(!stage.isPlaying) }, sign, word);
  const time = make("p", { class: "clock" }, make("b"), make("span"));
  const goTo = (number) => stage.seek(Math.max(stage.week.days[number].from, stage.run.open[0][0]));
  const days = choiceOf(words.text("days"), stage.week.days.map((day) => clock.weekday(day.from)), 0, goTo);
  const speed = choiceOf(words.text("speed"), [words.text("slow"), words.text("medium"), words.text("fast")], SLOW - 1, (i) => (stage.speed = SPEEDS[i]));
  speed.classList.add("speed");
  function tell() {
    play.classList.toggle("is-playing", stage.isPlaying);
    word.textContent = words.text(stage.isPlaying ? "pause" : "play");
    time.firstChild.textContent = clock.clock(stage.moment);
    time.lastChild.textContent = clock.longWeekday(stage.moment);
    const today = dayAt(stage.week.days, stage.moment);
    [...days.children].forEach((each, i) => each.setAttribute("aria-pressed", String(i === today)));
  }
  return { element: make("div", { class: "controls" }, play, time, days, speed), play, tell };
}

/** What there is to look at where the play has stopped, and the way on. */
function stopOf({ words }, stage, goneOn) {
  const goOn = button(words.text("go_on"), () => {
    stage.play(true);
    goneOn();
  });
  const [told, element] = [make("p", { class: "lead", role: "status" }), make("div", { class: "stop", hidden: true }, goOn)];
  element.prepend(told);
  function tell() {
    const here = stage.isPlaying ? [] : stage.stops.filter(({ at }) => at === stage.moment);
    element.hidden = !here.length;
    if (told.dataset.at === String(here[0]?.at)) return;
    told.dataset.at = here[0]?.at;
    told.replaceChildren(...here.flatMap(({ title, text }) => [make("b", {}, title), words.after(title), text, words.after(text)]));
  }
  return { element, tell };
}

/** What happened so far: each mark of the lanes with how often. */
function talliesOf({ lesson, words }, stage) {
  const rows = lesson.names.events.map((event) => ({ title: event.title, name: event.name, count: make("b"), item: make("li", { class: `tally ${event.name}` }) }));
  rows.forEach(({ item, title, count }) => item.append(make("i", { "aria-hidden": "true" }), count, ` ${title}`));
  const happens = eventsSoFar(stage.week, Infinity);
  const shown = rows.filter((_, i) => happens[i] > 0).map(({ item }) => item);
  const late = lateTally(words);
  if (lateAt(stage.week, stage.run.open.at(-1)[1]).all > 0) shown.push(late.item);
  function tell() {
    const counts = eventsSoFar(stage.week, stage.moment);
    rows.forEach(({ count }, i) => (count.textContent = words.number(counts[i])));
    late.tell(lateAt(stage.week, stage.moment));
  }
  const ages = make("p", { class: "ages" }, AGES.map(({ fill, upTo }, i) => make("span", {}, ageSwatch(fill), ageTold(words, AGES[i - 1]?.upTo ?? 0, upTo))));
  const soFar = shown.length ? [make("h2", {}, words.text("so_far")), make("ul", {}, shown)] : [];
  const element = make("section", { class: "tallies" }, soFar, make("h2", {}, words.text("waits_for")), ages);
  return { element, tell };
}

/** How much is late: what was done too late, and what should be done by now and is not. */
function lateTally(words) {
  const [count, told] = [make("b"), make("span")];
  const item = make("li", { class: "tally late" }, make("i", { "aria-hidden": "true" }), count, told);
  function tell({ all, done, open }) {
    count.textContent = words.number(all);
    told.textContent = words.text("late", { done: words.number(done), open: words.number(open) });
  }
  return { item, tell };
}

/** From what age on a colour is meant. */
function ageTold(words, from, upTo) {
  if (!from) return words.text("younger", { hours: upTo / HOUR });
  return from < DAY ? words.text("from_hours", { hours: from / HOUR }) : words.text("from_days", { days: from / DAY });
}

function ageSwatch(fill) {
  const swatch = make("i", { "aria-hidden": "true" });
  swatch.style.background = fill;
  return swatch;
}

/** The fills of the categories that this week has, and what there is beside work. */
function legendOf({ lesson, words }, week) {
  const { entries } = week.run;
  const used = new Set(entries.category.filter((category, i) => category !== NONE && !OUT_OF_WORK.has(week.names.doings[entries.doing[i]].name)));
  const looks = fillsOf(lesson.names.categories, 2);
  const items = lesson.names.categories.map((category, i) => used.has(i) && make("li", {}, swatchOf(looks[i]), category.title));
  const isDone = (name) => entries.doing.some((doing) => week.names.doings[doing].name === name);
  const rests = week.names.doings.filter(({ name }) => RESTS.has(name) && isDone(name));
  const looksOf = ({ name, title }) => make("li", { class: "rest" }, make("i", { class: name, "aria-hidden": "true" }), title);
  return make("ul", { class: "legend", "aria-label": words.text("legend") }, items.filter(Boolean), rests.map(looksOf));
}

function swatchOf({ tile, plain }) {
  const canvas = make("canvas", { width: 44, height: 28, "aria-hidden": "true" });
  const ink = canvas.getContext("2d");
  ink.fillStyle = plain;
  ink.fillRect(0, 0, 44, 28);
  ink.fillStyle = ink.createPattern(tile, "repeat");
  ink.fillRect(0, 0, 44, 28);
  return canvas;
}
