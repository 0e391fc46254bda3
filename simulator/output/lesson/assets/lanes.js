// The lanes of a day, painted up to now; what comes is empty.

const FLASH = 900; // simulated seconds for which what has just happened is ringed
const NARROW = 800; // CSS pixels of a telephone, where letters may be smaller
const SMALL_LETTERS = 15;
const LETTERS = 18; // below which larger letters do not shrink where lanes are many
const LANE_INK = "#1d2733";
const LANE_PALE = "#55606d";

function laneScene(ink, week, width, height, size) {
  const { run, names } = week;
  const gaps = run.people.filter((person, i) => i && names.people[person].role !== names.people[run.people[i - 1]].role).length;
  const letters = Math.min(lettersOf(size), Math.max(LETTERS, (0.85 * (height - gaps * 8)) / (run.people.length + 1.5)));
  const titles = run.people.map((person) => names.people[person].title);
  ink.font = `500 ${letters}px ${laneFont()}`;
  const gutter = Math.min(Math.max(...titles.map((title) => ink.measureText(title).width)) + 18, width * 0.34);
  const top = letters * 1.7;
  const pitch = Math.min((height - top - gaps * 8) / run.people.length, 100);
  let y = top;
  const lanes = run.people.map((person, i) => {
    if (i && names.people[person].role !== names.people[run.people[i - 1]].role) y += 8;
    const lane = { person, y, height: pitch - Math.max(4, pitch * 0.2), title: titles[i] };
    y += pitch;
    return lane;
  });
  return { lanes, gutter, top, bottom: y, width, letters, pitch };
}

/** How large letters of a canvas are. */
function lettersOf(size) {
  return window.innerWidth < NARROW ? SMALL_LETTERS : size;
}

/** Paints the day in which a moment lies; returns how many entries were drawn. */
function paintDay(ink, week, scene, fills, moment, words) {
  const day = week.days[dayAt(week.days, moment)];
  const x = (at) => scene.gutter + ((at - day.from) / (day.to - day.from)) * (scene.width - scene.gutter);
  const view = { ...scene, day, x, now: Math.min(moment, day.to), fills };
  paintHours(ink, view);
  let count = 0;
  for (const lane of scene.lanes) count += paintLane(ink, week, view, lane);
  paintEvents(ink, week, view);
  paintNow(ink, view);
  for (const lane of scene.lanes) paintDoing(ink, week, view, lane, words);
  return count;
}

function laneFont() {
  return getComputedStyle(document.body).fontFamily;
}

function paintHours(ink, { day, x, top, bottom, letters, width, gutter }) {
  const hours = (day.to - day.from) / HOUR;
  const each = [1, 2, 3, 4, 6].find((step) => ((width - gutter) / hours) * step > letters * 3.6) ?? 6;
  ink.fillStyle = LANE_PALE;
  ink.textAlign = "center";
  let free = -Infinity;
  for (let at = day.from; at <= day.to; at += each * HOUR) {
    const here = x(at);
    ink.globalAlpha = 0.25;
    ink.fillRect(here - 0.5, top - 4, 1, bottom - top);
    ink.globalAlpha = 1;
    const hour = `${Math.floor((at % DAY) / HOUR) || (at > day.from ? 24 : 0)}:00`;
    const half = ink.measureText(hour).width / 2 + 1;
    const middle = Math.min(here, width - half);
    if (middle - half > free) ink.fillText(hour, middle, letters);
    free = Math.max(free, middle + half + 4);
  }
  ink.textAlign = "left";
}

function paintLane(ink, week, view, lane) {
  const { entries } = week.run;
  ink.fillStyle = LANE_INK;
  ink.textBaseline = "middle";
  ink.fillText(cutTo(ink, lane.title, view.gutter - 14), 0, lane.y + lane.height / 2);
  ink.textBaseline = "alphabetic";
  ink.fillStyle = "#f1f3f6";
  ink.fillRect(view.gutter, lane.y, view.width - view.gutter, lane.height);
  paintAbsence(ink, week, view, lane);
  let count = 0;
  for (const i of week.lanes.get(lane.person)) {
    const end = Math.min(entries.start[i] + entries.seconds[i], view.now);
    if (entries.start[i] >= view.now) break;
    if (end <= view.day.from) continue;
    paintEntry(ink, week, view, lane, i, end);
    count += 1;
  }
  return count;
}

function paintEntry(ink, { run, names }, { x, fills, day }, { y, height }, i, end) {
  const from = x(Math.max(run.entries.start[i], day.from));
  const width = x(end) - from;
  const doing = names.doings[run.entries.doing[i]].name;
  if (doing === "break") {
    ink.fillStyle = "#b9c1ca";
    ink.fillRect(from, y + height * 0.4, width, Math.max(height * 0.2, 2));
  } else if (OUT_OF_WORK.has(doing)) {
    ink.fillStyle = "#fff";
    ink.fillRect(from, y, width, height);
    ink.fillStyle = "#8f99a5";
    ink.fillRect(from, y + height - 1.5, width, 1.5);
  } else {
    const fill = fills[run.entries.category[i]];
    ink.fillStyle = width < 4 ? fill.plain : fill.pattern;
    ink.fillRect(from, y, width > 4 ? width - 1 : Math.max(width, 0.6), height);
  }
}

/** Somebody who is away is named so, and the lane is crossed out as far as the time has come. */
function paintAbsence(ink, { run, names }, view, lane) {
  for (const [person, from, to, kind] of run.absences) {
    if (person !== lane.person || from >= view.day.to || to <= view.day.from || from > view.now) continue;
    const [left, right] = [view.x(Math.max(from, view.day.from)), view.x(Math.min(to, view.now))];
    ink.save();
    ink.beginPath();
    ink.rect(left, lane.y, right - left, lane.height);
    ink.clip();
    ink.strokeStyle = "#aeb6bf";
    ink.lineWidth = 1.5;
    ink.beginPath();
    for (let place = left - lane.height; place < right; place += 11) {
      ink.moveTo(place, lane.y + lane.height);
      ink.lineTo(place + lane.height, lane.y);
    }
    ink.stroke();
    ink.restore();
    plate(ink, names.absences[kind].title, left + 10, lane.y + lane.height / 2, view.letters);
  }
}

function plate(ink, label, x, y, letters) {
  const width = ink.measureText(label).width;
  ink.fillStyle = "#fff";
  ink.fillRect(x - 6, y - letters * 0.75, width + 12, letters * 1.5);
  ink.fillStyle = LANE_INK;
  ink.textBaseline = "middle";
  ink.fillText(label, x, y);
  ink.textBaseline = "alphabetic";
}

/** Interruptions are bolts, hand-overs arrows from lane to lane; what is new is ringed. */
function paintEvents(ink, { run, names }, view) {
  const lanes = new Map(view.lanes.map((lane) => [lane.person, lane]));
  for (const [at, kind, person, , other] of run.events) {
    if (at > view.now) break;
    if (at < view.day.from) continue;
    const name = names.events[kind].name;
    const age = view.now - at;
    if (name === "interrupted" && lanes.has(person)) paintBolt(ink, view.x(at), lanes.get(person), age);
    if (name === "handed_over" && lanes.has(person) && lanes.has(other)) paintArrow(ink, view.x(at), lanes.get(person), lanes.get(other), age);
  }
}

function paintBolt(ink, x, lane, age) {
  const [y, h] = [lane.y - 3, Math.min(lane.height * 0.62, 22)];
  ink.beginPath();
  ink.moveTo(x + h * 0.18, y);
  ink.lineTo(x - h * 0.3, y + h * 0.58);
  ink.lineTo(x - h * 0.02, y + h * 0.58);
  ink.lineTo(x - h * 0.18, y + h);
  ink.lineTo(x + h * 0.32, y + h * 0.4);
  ink.lineTo(x + h * 0.04, y + h * 0.4);
  ink.closePath();
  ink.lineWidth = 3;
  ink.strokeStyle = "#fff";
  ink.stroke();
  ink.fillStyle = "#c22f0f";
  ink.fill();
  if (age < FLASH) ring(ink, x, y + h / 2, h, age);
}

function ring(ink, x, y, radius, age) {
  ink.globalAlpha = 1 - age / FLASH;
  ink.strokeStyle = "#c22f0f";
  ink.lineWidth = 3;
  ink.beginPath();
  ink.arc(x, y, radius * (0.7 + age / FLASH), 0, 2 * Math.PI);
  ink.stroke();
  ink.globalAlpha = 1;
}

function paintArrow(ink, x, from, to, age) {
  const down = to.y > from.y;
  const [y0, y1] = [from.y + from.height / 2, down ? to.y + 2 : to.y + to.height - 2];
  const tip = down ? -9 : 9;
  ink.strokeStyle = ink.fillStyle = "#5b2a86";
  ink.globalAlpha = Math.max(0.6, 1 - age / (4 * FLASH));
  ink.lineWidth = 2.5;
  ink.beginPath();
  ink.moveTo(x, y0);
  ink.lineTo(x, y1 + tip);
  ink.stroke();
  ink.beginPath();
  ink.moveTo(x - 6, y1 + tip);
  ink.lineTo(x + 6, y1 + tip);
  ink.lineTo(x, y1);
  ink.fill();
  ink.globalAlpha = 1;
}

function paintNow(ink, { x, now, top, bottom }) {
  ink.fillStyle = "#c22f0f";
  ink.fillRect(x(now) - 1, top - 4, 2.5, bottom - top);
}

/** What everybody is doing now, written into the empty future. */
function paintDoing(ink, week, view, lane) {
  const entry = entryAt(week, lane.person, view.now);
  if (entry === NONE) return;
  const label = doingTold(week, entry);
  const left = view.x(view.now) + 9;
  ink.fillStyle = LANE_PALE;
  ink.textBaseline = "middle";
  if (left + ink.measureText(label).width < view.width) ink.fillText(label, left, lane.y + lane.height / 2);
  ink.textBaseline = "alphabetic";
}

function cutTo(ink, label, room) {
  if (ink.measureText(label).width <= room) return label;
  let cut = label;
  while (cut && ink.measureText(`${cut}…`).width > room) cut = cut.slice(0, -1);
  return `${cut}…`;
}
