// The map: where everybody is at the moment that the clock shows, and on which way.

const LAND_EDGE = 14; // pixels around the places
const MANY_ACCOUNTS = 500; // more are drawn small
const ON_WAY = "travel";
const [CUSTOMER, PROSPECT] = [1, 2]; // how an account stands

/** Where a person is at a moment, as far along a way as the time has gone; null if not at work. */
function spotOf(ledger, land, person, moment) {
  const { rows } = ledger;
  const row = ledger.rowAt(person, moment);
  if (row === NONE) return null;
  const there = land.places[rows.place[row]] ?? null;
  const moving = rows.doing[row] === ON_WAY;
  if (!moving) return there && { at: there, moving, row };
  const before = startOf(ledger, land, row) ?? there;
  if (!there || !before) return null;
  const part = (moment - rows.start[row]) / Math.max(rows.end[row] - rows.start[row], 1);
  return { at: before.map((from, i) => from + (there[i] - from) * part), moving, row };
}

/** Where a way begins: the place of the row before, if it is one day's; else nobody knows. */
function startOf(ledger, land, row) {
  const { rows } = ledger;
  if (rows.stayed.has(row)) return land.places[rows.stayed.get(row)] ?? null;
  const [first, last] = rows.lanes[rows.person[row]];
  const sameDay = (other) => Math.floor(rows.start[other] / DAY) === Math.floor(rows.start[row] / DAY);
  if (row > first && sameDay(row - 1)) return land.places[rows.place[row - 1]] ?? null;
  // Whoever begins the day on the road begins it where it ends.
  let end = row;
  while (end + 1 < last && sameDay(end + 1)) end += 1;
  return land.places[rows.place[end]] ?? null;
}

/** The ways of a person on the day of a moment: where each begins and leads. */
function waysOf(ledger, land, person, moment) {
  const { rows } = ledger;
  const [first, last] = rows.lanes[person];
  const day = Math.floor(moment / DAY);
  const ways = [];
  for (let row = first; row < last; row++) {
    if (rows.doing[row] !== ON_WAY || Math.floor(rows.start[row] / DAY) !== day) continue;
    const [from, to] = [startOf(ledger, land, row), land.places[rows.place[row]]];
    if (from && to && (from[0] !== to[0] || from[1] !== to[1])) ways.push([from, to]);
  }
  return ways;
}

/** A map below each panel, drawn while it is open. */
function makeLand(ledger, land, canvas, told, shared) {
  const ground = document.createElement("canvas");
  const inRange = land.places.filter(Boolean).concat(land.customers, land.others);
  const low = [0, 1].map((i) => Math.min(...inRange.map((point) => point[i])));
  const high = [0, 1].map((i) => Math.max(...inRange.map((point) => point[i])));
  const people = [...ledger.present];
  const changes = [...new Set(land.others.flatMap(([, , , since, until]) => [since, until]))].sort((a, b) => a - b);
  let toScreen = null;
  let stretch = 0; // between which changes the ground is painted

  function resize() {
    const [across, down] = [canvas.clientWidth, canvas.clientHeight];
    for (const each of [canvas, ground]) {
      each.width = Math.max(1, Math.round(across * shared.ratio));
      each.height = Math.max(1, Math.round(down * shared.ratio));
    }
    const room = [across - 2 * LAND_EDGE, down - 2 * LAND_EDGE];
    const scale = Math.min(...[0, 1].map((i) => room[i] / Math.max(high[i] - low[i], 1)));
    const left = (across - (high[0] - low[0]) * scale) / 2;
    const top = (down - (high[1] - low[1]) * scale) / 2;
    toScreen = ([x, y]) => [left + (x - low[0]) * scale, down - top - (y - low[1]) * scale];
    paintGround();
  }

  function paintGround() {
    const ink = ground.getContext("2d");
    ink.setTransform(shared.ratio, 0, 0, shared.ratio, 0, 0);
    ink.fillStyle = "white";
    ink.fillRect(0, 0, ground.width, ground.height);
    const now = changes[stretch - 1] ?? -Infinity;
    const there = land.others.filter(([, , , since, until]) => since <= now && now < until);
    const size = land.customers.length + there.length > MANY_ACCOUNTS ? 2 : 4;
    ink.fillStyle = "#c9d0d8";
    for (const point of [...land.customers, ...there.filter((each) => each[2] === CUSTOMER)]) {
      const [x, y] = toScreen(point);
      ink.fillRect(x - size / 2, y - size / 2, size, size);
    }
    ink.strokeStyle = "#b3a58a";
    ink.lineWidth = 1;
    for (const point of there.filter((each) => each[2] === PROSPECT)) {
      const [x, y] = toScreen(point);
      ink.strokeRect(x - 2, y - 2, 4, 4);
    }
  }

  /** Who is a customer changes within the days. */
  function renewGround(moment) {
    const now = firstAbove(changes, moment);
    if (now === stretch) return;
    stretch = now;
    paintGround();
  }

  /** Everybody at a moment; those chosen with their names. */
  function draw(moment, chosen) {
    if (toScreen === null) resize();
    renewGround(moment);
    const ink = canvas.getContext("2d", { alpha: false });
    ink.setTransform(1, 0, 0, 1, 0, 0);
    ink.drawImage(ground, 0, 0);
    ink.setTransform(shared.ratio, 0, 0, shared.ratio, 0, 0);
    const spots = people.map((person) => [person, spotOf(ledger, land, person, moment)]);
    for (const person of people) if (chosen.has(person)) paintWays(ink, waysOf(ledger, land, person, moment));
    for (const [person, spot] of spots) if (spot) paintSpot(ink, spot, chosen.has(person));
    for (const [person, spot] of spots) if (spot && chosen.has(person)) paintName(ink, spot, person);
    return spots;
  }

  /** On the way: a ring; at a place: a disc, dark where it sells. */
  function paintSpot(ink, { at, moving, row }, isChosen) {
    const [x, y] = toScreen(at);
    const sells = shared.data.categories[ledger.rows.category[row]]?.selling;
    ink.beginPath();
    ink.arc(x, y, isChosen ? 6.5 : 4, 0, 2 * Math.PI);
    ink.fillStyle = moving ? "white" : sells ? "#08306b" : "#8b95a1";
    ink.fill();
    ink.lineWidth = isChosen ? 2 : 1.4;
    ink.strokeStyle = "#111";
    ink.stroke();
  }

  /** The tour of a day: a line for each way, an open square where it ends. */
  function paintWays(ink, ways) {
    ink.strokeStyle = "#111";
    ink.lineWidth = 1.2;
    for (const [from, to] of ways) {
      const [[x, y], [toX, toY]] = [toScreen(from), toScreen(to)];
      ink.beginPath();
      ink.moveTo(x, y);
      ink.lineTo(toX, toY);
      ink.stroke();
      ink.strokeRect(toX - 4, toY - 4, 8, 8);
    }
  }

  function paintName(ink, { at }, person) {
    const [x, y] = toScreen(at);
    ink.font = `600 ${Math.max(12, state.layout.letters)}px ${shared.font}`;
    ink.lineWidth = 3;
    ink.strokeStyle = "white";
    ink.strokeText(shared.data.people[person], x + 9, y + 4);
    ink.fillStyle = "#111";
    ink.fillText(shared.data.people[person], x + 9, y + 4);
  }

  /** How many are on the way, with a customer and elsewhere. */
  function tell(moment) {
    const counts = { driving: 0, selling: 0, others: 0 };
    for (const person of people) {
      const spot = spotOf(ledger, land, person, moment);
      if (!spot) continue;
      const sells = shared.data.categories[ledger.rows.category[spot.row]]?.selling;
      counts[spot.moving ? "driving" : sells ? "selling" : "others"] += 1;
    }
    told.textContent = shared.text("land_told", counts);
  }

  const ways = (person, moment) => waysOf(ledger, land, person, moment);
  return { resize, draw, tell, ways, spot: (person, moment) => spotOf(ledger, land, person, moment) };
}

const landRoot = $(".land");
const lands = data.lands.map((land, i) => {
  const figure = landRoot.querySelectorAll("figure")[i];
  const told = figure.querySelector(".told");
  return makeLand(ledgers[i], land, figure.querySelector("canvas"), told, shared);
});

const seenLands = () => lands.filter((_, i) => !panels[i].root.hidden);
const landIsOpen = () => landRoot !== null && landRoot.open;

function resizeLands() {
  if (landIsOpen()) seenLands().forEach((land) => land.resize());
}

function drawLands() {
  if (!landIsOpen()) return;
  const moment = time.moment(state.shown);
  const chosen = new Set([state.hovered?.person, state.focused?.person]);
  if (state.found?.kind === "person") {
    state.found.rows.forEach((rows, i) => rows.slice(0, 1).forEach((row) => chosen.add(ledgers[i].rows.person[row])));
  }
  seenLands().forEach((land) => land.draw(moment, chosen));
}

function tellLands(moment) {
  if (landIsOpen()) seenLands().forEach((land) => land.tell(moment));
}

landRoot?.addEventListener("toggle", () => {
  document.body.classList.toggle("has-land", landRoot.open);
  resizeLands();
  state.told = 0;
});
