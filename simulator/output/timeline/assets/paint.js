// How a panel is painted: tiles of lanes that are kept, axis and curves.

const TILE = 512; // CSS pixels, a whole number of patterns
const INK = "#1d2733";
const PALE = "#5f6b78";
const LUNCH = "#b9c1ca";
const ARROW_HEAD = 9; // pixels
const PLAIN = 4; // pixels too few for a pattern
const DIM = 0.1; // how much is seen of what is not looked for
const NAMED = 1.05; // of a lane's letters, where names begin to fit
const ARROWS_APART = 16; // pixels between hand-overs from which on they are drawn

/** Rows of one arm that lie in a stretch of shown time, as boxes by category; returns how many. */
function boxesOf(ledger, scene, [from, to], bins) {
  const { rows } = ledger;
  let drawn = 0;
  for (const { person, y, height } of scene.lanes) {
    if (y + height < scene.top || y > scene.bottom) continue;
    const [first, last] = rows.lanes[person];
    let i = firstAbove(rows.to, from, first, last);
    while (i < last && rows.from[i] < to) {
      const begin = i;
      const [category, lit] = [rows.category[i], scene.lit ? scene.lit[i] : 1];
      do i += 1;
      while (i < last && mergeable(rows, scene, begin, i, category, lit));
      drawn += i - begin;
      const bin = bins[category + (lit ? 0 : bins.length / 2)];
      bin.push(rows.from[begin], rows.to[i - 1], y, height);
    }
  }
  return drawn;
}

/** Would a row after others of its category be painted as one box with them? */
function mergeable(rows, scene, begin, i, category, lit) {
  return (
    rows.category[i] === category &&
    rows.from[i] === rows.to[i - 1] &&
    (scene.lit ? scene.lit[i] : 1) === lit &&
    (rows.to[i] - rows.from[begin]) * scene.scale < 5
  );
}

/** One tile of lanes and curves: everything between two shown times, at a scale. */
function paintTile(ledger, scene, number) {
  const tile = document.createElement("canvas");
  tile.width = TILE * scene.ratio;
  tile.height = Math.max(1, Math.round(scene.height * scene.ratio));
  const ink = tile.getContext("2d", { alpha: false });
  ink.scale(scene.ratio, scene.ratio);
  ink.fillStyle = "white";
  ink.fillRect(0, 0, TILE, scene.height);
  const left = number * TILE;
  const span = [left / scene.scale, (left + TILE) / scene.scale];
  ink.save();
  ink.beginPath();
  ink.rect(0, scene.top, TILE, scene.bottom - scene.top);
  ink.clip();
  const drawn = paintLanes(ink, ledger, scene, span, left);
  ink.restore();
  paintNights(ink, scene, left);
  for (const strip of scene.strips) paintStrip(ink, ledger, scene, strip, left);
  return { tile, drawn };
}

function paintLanes(ink, ledger, scene, span, left) {
  ink.fillStyle = "#f1f3f6";
  for (const { person, y, height } of scene.lanes) {
    if (!scene.present.has(person)) ink.fillRect(0, y, TILE, height);
  }
  paintAbsences(ink, ledger, scene, span, left);
  const bins = Array.from({ length: 2 * scene.fills.length }, () => []);
  const drawn = boxesOf(ledger, scene, span, bins);
  bins.forEach((boxes, number) => {
    const category = number % scene.fills.length;
    ink.globalAlpha = number < scene.fills.length ? 1 : DIM;
    if (scene.idle === category) return paintIdle(ink, boxes, scene, left);
    if (scene.lunch === category) return paintLunch(ink, boxes, scene, left);
    const fill = scene.fills[category];
    for (let i = 0; i < boxes.length; i += 4) {
      const x = boxes[i] * scene.scale - left;
      const width = (boxes[i + 1] - boxes[i]) * scene.scale;
      ink.fillStyle = width < PLAIN ? fill.plain : fill.pattern;
      ink.fillRect(x, boxes[i + 2], width > 5 ? width - 0.8 : width, boxes[i + 3]);
    }
    return undefined;
  });
  ink.globalAlpha = 1;
  paintInterruptions(ink, ledger, scene, span, left);
  paintHandOvers(ink, ledger, scene, span, left);
  return drawn;
}

/** Whoever is away all day: a hatched lane, with the reason where there is room. */
function paintAbsences(ink, ledger, scene, [first, last], left) {
  ink.font = `${scene.letters}px ${scene.font}`;
  ink.textBaseline = "middle";
  ink.textAlign = "left";
  for (const lane of scene.lanes) {
    const away = ledger.absences.get(lane.person) ?? [];
    ink.fillStyle = scene.away;
    for (const { from, to } of away) {
      if (to >= first && from <= last) ink.fillRect(from * scene.scale - left, lane.y, (to - from) * scene.scale, lane.height);
    }
    for (const each of away) paintReason(ink, lane, scene, each, left);
  }
}

/** Why somebody is away: on each day, or once for some days of which each has no room. */
function paintReason(ink, { y, height }, { scale, letters }, { first, last, from, to, reason }, left) {
  const room = ink.measureText(reason).width + 8;
  const isRoomier = room > (to - from) * scale && from === first;
  if (height < 0.9 * letters || room > ((isRoomier ? last : to) - from) * scale) return;
  ink.fillStyle = "white";
  ink.fillRect(from * scale - left + 2, y + 1, room - 2, height - 2);
  ink.fillStyle = PALE;
  ink.fillText(reason, from * scale - left + 5, y + height / 2 + 0.5);
}

/** Somebody ready with nothing to do: an outline, so that it is a gap and not a nothing. */
function paintIdle(ink, boxes, scene, left) {
  ink.fillStyle = "#a9b2bc";
  for (let i = 0; i < boxes.length; i += 4) {
    const x = boxes[i] * scene.scale - left;
    const width = (boxes[i + 1] - boxes[i]) * scene.scale;
    ink.fillRect(x, boxes[i + 2] + boxes[i + 3] - 0.8, width, 0.8);
    if (scene.pitch >= 8) ink.fillRect(x, boxes[i + 2], width, 0.8);
  }
}

/** A break: a slim bar, which no work is, whatever the colours look like. */
function paintLunch(ink, boxes, scene, left) {
  ink.fillStyle = LUNCH;
  for (let i = 0; i < boxes.length; i += 4) {
    const x = boxes[i] * scene.scale - left;
    const height = Math.max(boxes[i + 3] / 4, 1);
    const y = boxes[i + 2] + (boxes[i + 3] - height) / 2;
    ink.fillRect(x, y, (boxes[i + 1] - boxes[i]) * scene.scale, height);
  }
}

/** A notch at the end of each stretch from which somebody was called away. */
function paintInterruptions(ink, ledger, scene, [from, to], left) {
  const { rows } = ledger;
  if (scene.scale * 5 * MINUTE < 4) return;
  for (const { person, y, height } of scene.lanes) {
    const [first, last] = rows.lanes[person];
    for (let i = firstAbove(rows.to, from, first, last); i < last && rows.from[i] < to; i++) {
      if (!ledger.cut[i] || (scene.lit && !scene.lit[i])) continue;
      const x = rows.to[i] * scene.scale - left;
      paintNotch(ink, x, y, height);
    }
  }
}

function paintNotch(ink, x, y, height) {
  ink.fillStyle = "#111";
  ink.beginPath();
  ink.moveTo(x - 4, y);
  ink.lineTo(x + 1, y);
  ink.lineTo(x + 1, y + Math.min(height, 6));
  ink.fill();
}

/** An arrow from lane to lane whenever somebody takes over what another has handed over. */
function paintHandOvers(ink, ledger, scene, [from, to], left) {
  const { handed } = ledger;
  if (handed.length * ARROWS_APART > scene.time.total * scene.scale) return;
  const lanes = new Map(scene.lanes.map((lane) => [lane.person, lane]));
  const head = ARROW_HEAD / scene.scale;
  for (const each of handed) {
    if (each.at < from - head || each.at > to + head || (scene.lit && !scene.lit[each.row])) continue;
    paintArrow(ink, each.at * scene.scale - left, lanes.get(each.from), lanes.get(each.to));
  }
}

/** Dark within white, so that it is seen on every fill and without colours. */
function paintArrow(ink, x, giver, taker) {
  const down = taker.y > giver.y;
  const begin = giver.y + giver.height / 2;
  const tip = down ? taker.y + 1 : taker.y + taker.height - 1;
  const neck = tip + (down ? -ARROW_HEAD : ARROW_HEAD);
  for (const [colour, width] of [["white", 5], [INK, 2]]) {
    ink.strokeStyle = ink.fillStyle = colour;
    ink.lineWidth = width;
    ink.beginPath();
    ink.moveTo(x, begin);
    ink.lineTo(x, neck);
    ink.stroke();
    ink.beginPath();
    ink.moveTo(x - ARROW_HEAD / 2, neck);
    ink.lineTo(x + ARROW_HEAD / 2, neck);
    ink.lineTo(x, tip);
    ink.closePath();
    if (width > 2) ink.stroke();
    ink.fill();
    ink.beginPath();
    ink.arc(x, begin, width, 0, 2 * Math.PI);
    ink.fill();
  }
}

/** A white gap with a hair line wherever hours are left out. */
function paintNights(ink, scene, left) {
  for (const { at } of scene.time.segments) {
    const x = Math.round(at * scene.scale - left);
    if (x < -2 || x > TILE + 2) continue;
    ink.fillStyle = "white";
    ink.fillRect(x - 1.5, 0, 3, scene.height);
    ink.fillStyle = "#b4bcc6";
    ink.fillRect(x - 0.5, 0, 1, scene.height);
  }
}

/** A curve below the lanes: filled steps for a queue, lines for shares. */
function paintStrip(ink, ledger, scene, strip, left) {
  const { top, height, most } = strip;
  const bottom = top + height;
  const y = (value) => bottom - (Math.min(value, most) / most) * (height - 3);
  ink.fillStyle = "#f6f8fa";
  ink.fillRect(0, top, TILE, height);
  for (const line of strip.lines) {
    if (line.ledger && line.ledger !== ledger) continue;
    ink.beginPath();
    let drawing = false;
    for (let x = 0; x <= TILE; x++) {
      const shown = (left + x) / scene.scale;
      if (shown > scene.time.total) break;
      const value = line.value(scene.time.moment(shown));
      if (value === null) continue;
      if (drawing) ink.lineTo(x, y(value));
      else ink.moveTo(line.area ? 0 : x, y(value));
      drawing = true;
    }
    if (line.area) {
      const end = Math.min(TILE, scene.time.total * scene.scale - left);
      ink.lineTo(end, bottom);
      ink.lineTo(0, bottom);
      ink.fillStyle = line.area;
      ink.fill();
    } else {
      ink.setLineDash(line.dash ?? []);
      ink.lineWidth = line.dash ? 1.2 : 1.8;
      ink.strokeStyle = line.colour;
      ink.stroke();
      ink.setLineDash([]);
    }
  }
  ink.fillStyle = "#c9d0d8";
  ink.fillRect(0, bottom - 0.5, TILE, 1);
}

/** Days, and hours or minutes as far as there is room. */
function paintAxis(ink, scene, width, write) {
  const { scale, time, letters } = scene;
  const steps = [6 * HOUR, 3 * HOUR, 2 * HOUR, HOUR, 30 * MINUTE, 15 * MINUTE, 5 * MINUTE, MINUTE];
  const step = steps.filter((each) => each * scale >= 4 * letters).pop();
  ink.textBaseline = "alphabetic";
  for (const { from, to, at } of time.segments) {
    const x = at * scale - scene.offset;
    const end = x + (to - from) * scale;
    if (end < 0 || x > width) continue;
    paintTicks(ink, { from, to, x, step, width, scene }, write);
    ink.fillStyle = INK;
    ink.font = `600 ${Math.max(12, letters)}px ${scene.font}`;
    const fits = (name) => ink.measureText(name).width + 8 < end - x;
    const name = [write.day(from), write.weekday(from), write.initial(from)].find(fits);
    if (!name) continue;
    const place = Math.min(Math.max(x + 6, 6), end - ink.measureText(name).width - 6);
    ink.fillText(name, place, letters * 1.2);
  }
}

function paintTicks(ink, { from, to, x, step, width, scene }, write) {
  if (!step) return;
  const { scale, letters, top } = scene;
  ink.font = `${letters}px ${scene.font}`;
  ink.fillStyle = PALE;
  for (let t = Math.ceil(from / step) * step; t < to; t += step) {
    const here = x + (t - from) * scale;
    if (here < -40 || here > width + 10) continue;
    ink.fillRect(here, top - 7, 0.8, 5);
    if (here + 3.1 * letters < x + (to - from) * scale) ink.fillText(write.clock(t), here + 4, top - 5);
  }
}
