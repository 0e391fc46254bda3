// What is looked for and found, and what is said aloud of an instant.

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
  $(".side").hidden = false;
  document.body.classList.add("has-side");
  resize();
  showFound();
}

/** How much was found in the panels that are seen, and the tables of it. */
function showFound() {
  const { name, rows } = state.found;
  const count = rows.reduce((sum, each, i) => sum + (panels[i].root.hidden ? 0 : each.length), 0);
  $("#found").textContent = text("found", { name, count: write.number(count) });
  announce($("#found").textContent);
  fillSide();
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
    if (panels[i].root.hidden || (panel !== undefined && panel !== i)) return;
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

function queueTold(ledger, role, moment) {
  const [count, since] = [ledger.queues[role](moment), ledger.oldest(role, moment)];
  const queue = text("queue", { role: data.rolePeople[role], count });
  return since === null ? queue : text("in_brackets", { label: queue, unit: text("oldest", { age: write.span(moment - since) }) });
}

/** The instant in words, for who does not see the lanes. */
function summary() {
  const moment = time.moment(state.shown);
  const parts = onShow().map(({ ledger }) => {
    const sellers = [...ledger.present].filter((person) => data.role_of[person] === data.seller);
    const selling = sellers.filter((person) => {
      const row = ledger.rowAt(person, moment);
      return row !== NONE && data.categories[ledger.rows.category[row]].selling;
    });
    const queues = usedRoles.map((role) => queueTold(ledger, role, moment));
    return text("summary_arm", {
      scenario: ledger.title,
      selling: selling.length,
      people: sellers.length,
      role: data.rolePeople[data.seller],
      queues: queues.join(text("and_then")),
    });
  });
  return text("summary", { clock: write.full(moment), parts: parts.join(document.documentElement.lang === "en" ? " " : "") });
}
