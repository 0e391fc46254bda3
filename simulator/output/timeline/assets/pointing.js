// Pointing at the lanes, dragging them, and going through them by keys.

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

/** Is a row behind the curtain: not over yet? */
const isHidden = ({ ledger }, row) =>
  data.curtain && row !== NONE && ledger.rows.to[row] > state.shown;

function hover(panel, event) {
  const box = panel.canvas.getBoundingClientRect();
  const hit = panel.hit(state.view, state.layout, event.clientX - box.left, event.clientY - box.top);
  const spot = hit && !isHidden(panel, hit.row) ? { panel, ...hit } : null;
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
  if (row === NONE || isHidden(panel, row)) {
    showNote(null);
    return announce(`${data.people[person]}: ${text("no_rows")}`);
  }
  const at = ledger.rows.from[row];
  const across = width() / state.view.scale;
  if (at < state.view.from || at > state.view.from + 0.95 * across) setView({ from: at - across / 4 });
  const box = panel.canvas.getBoundingClientRect();
  const x = box.left + (at - state.view.from) * state.view.scale;
  showNote(state.focused, x, box.top + state.layout.axis + lane.y - state.view.scroll + 10);
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
  if (!spot || spot.row === NONE || data.curtain) return; // its story tells the end
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
    if (event.clientY - box.top < state.layout.axis || !state.hovered) {
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
  const gutter = panel.root.querySelector(".gutter");
  gutter.addEventListener("wheel", (event) => {
    if (!scrollRange()) return;
    event.preventDefault();
    setView({ scroll: state.view.scroll + event.deltaY });
  }, { passive: false });
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
