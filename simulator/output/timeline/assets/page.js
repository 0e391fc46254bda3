// The loop that shows the state, what tests may look at, and the beginning.

const TELL_EVERY = 100; // ms between new words and numbers
const CALM_EVERY = 500; // ms between steps where people want little motion
let before = 0;
let stepped = 0;

function frame(now) {
  const passed = Math.min(now - before, 100) / 1000;
  before = now;
  if (state.playing) advance(now, passed);
  if (state.stale) drawAll();
  else if (state.playing) onShow().forEach((panel) => panel.prepare());
  if (state.marksStale) drawMarks();
  for (const panel of onShow()) panel.place(state.view, state.shown);
  drawLands();
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
  state.drawn = onShow().reduce(
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
    if (panel.root.hidden) return;
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
  for (const panel of onShow()) panel.tell(moment, state.layout);
  tellLegend(moment);
  tellLands(moment);
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
  /** The days on which a person is away, each with the reason. */
  away: (arm, person) =>
    (ledgers[arm].absences.get(data.people.indexOf(person)) ?? []).map(({ from, reason }) => [
      write.exact(time.moment(from)),
      reason,
    ]),
  /** Roles with lanes below what is seen. */
  get below() {
    return panels[0].rolesBelow(state.layout, state.view).map((role) => data.roles[role]);
  },
  oldest: (arm, role, moment) => ledgers[arm].oldest(data.roles.indexOf(role), moment),
  soFar: (arm, moment) => ledgers[arm].soFar(moment),
  handed: (arm) =>
    ledgers[arm].handed.map(({ from, to, row }) => ({
      from: data.people[from],
      to: data.people[to],
      task: ledgers[arm].rows.task[row],
      at: write.exact(ledgers[arm].rows.start[row]),
    })),
  share: (arm, moment) => ledgers[arm].share(moment),
  /** Where a person is on the map: hundreds of metres east and north; null if nowhere. */
  spotOf: (arm, person, moment) => lands[arm].spot(data.people.indexOf(person), moment)?.at ?? null,
  /** The ways of a person on the day of a moment, each from where to where on the map. */
  waysOf: (arm, person, moment) => lands[arm].ways(data.people.indexOf(person), moment),
  /** How far down the canvas a person's lane lies, in the middle. */
  laneOf(person) {
    const lane = state.layout.lanes.find((each) => data.people[each.person] === person);
    return state.layout.axis + lane.y - state.view.scroll + lane.height / 2;
  },
  /** Where a row lies on the screen, in the middle. */
  placeOf(arm, row) {
    const { rows } = ledgers[arm];
    const lane = state.layout.lanes.find(({ person }) => person === rows.person[row]);
    const box = panels[arm].canvas.getBoundingClientRect();
    const at = (rows.from[row] + rows.to[row]) / 2;
    return [
      box.left + (at - state.view.from) * state.view.scale,
      box.top + state.layout.axis + lane.y - state.view.scroll + lane.height / 2,
    ];
  },
});

makeLegend();
makeMarks();
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
