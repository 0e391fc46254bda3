// One panel: the lanes of a scenario, the names beside them, its queues below, the clock across.

const LEAST_ROOM = 120; // pixels for all lanes
const NARROW = 2.2; // pixels a lane, where all shall be seen
const WIDEST = 44; // pixels a lane, where few shall fill the page
const GAP = 6; // above each curve
const KEPT_TILES = 14;

/** Where lanes and curves stand, the same in all panels, around letters of a size. */
function layoutOf(data, used, height, { tall, letters, lines }) {
  const axis = Math.round(2.7 * letters);
  const heading = Math.round(1.65 * letters); // above the lanes of a role
  const rolesUsed = [...new Set(data.role_of)].filter((role) => data.role_of.includes(role));
  const strips = stripPlaces(used, height < 560, letters, lines);
  const below = strips.reduce((sum, strip) => sum + strip.height + GAP, GAP);
  const least = axis + below + LEAST_ROOM;
  const room = Math.max(height, least) - axis - below;
  const crews = rolesUsed.map((role) => data.role_of.filter((each) => each === role).length);
  const headed = (room - rolesUsed.length * heading) / data.people.length;
  const isNamed = tall || headed >= letters * NAMED; // else a role's name stands beside its lanes
  const fills = isNamed ? Math.min(headed, WIDEST) : besideNames(crews, room, heading, letters * NAMED);
  const pitch = tall ? Math.max(fills, 1.8 * letters) : Math.max(fills, NARROW);
  const thickness = pitch >= 8 ? pitch - 2 : pitch - 0.8;
  const lanes = [];
  const headings = [];
  let y = 0;
  rolesUsed.forEach((role, i) => {
    headings.push({ role, y });
    const begin = y;
    if (isNamed) y += heading;
    data.role_of.forEach((each, person) => {
      if (each !== role) return;
      lanes.push({ person, y, height: thickness });
      y += pitch;
    });
    if (!isNamed) y = Math.max(y, begin + heading) + (i + 1 < rolesUsed.length ? GAP : 0);
  });
  let top = axis + room + GAP;
  for (const strip of strips) {
    strip.top = top;
    top += strip.height + GAP;
  }
  return { lanes, headings, pitch, room, content: Math.floor(y), strips, height: top, least, axis, heading, letters };
}

/** How high lanes are where the names of crews stand beside them, one of few people as high as one. */
function besideNames(crews, room, heading, most) {
  let pitch = 0;
  for (let i = 0; i <= crews.length; i++) {
    const low = crews.map((people) => people * pitch < heading);
    const few = i > 0 ? low.filter(Boolean).length : 0;
    const people = crews.reduce((sum, each, k) => sum + (i > 0 && low[k] ? 0 : each), 0);
    if (!people) break;
    pitch = (room - (crews.length - 1) * GAP - few * heading) / people;
  }
  return Math.min(pitch, most - 0.01);
}

/** One curve for selling, one for each role that ever has a queue. */
function stripPlaces(used, isLow, letters, lines) {
  const least = isLow || used.length > 4 ? 26 : 32;
  const height = Math.max(least, Math.ceil(1.2 * lines * letters));
  return [
    { kind: "share", height: Math.max(least, Math.ceil((lines > 2 ? 2.4 : 1.2) * letters)) + (isLow ? 0 : 8) },
    ...used.map((role) => ({ kind: "queue", role, height })),
  ];
}

function makePanel(root, ledger, shared) {
  const { data, time, write, text } = shared;
  const field = root.querySelector(".field");
  const [lanesCanvas, marksCanvas] = field.querySelectorAll("canvas");
  const namesCanvas = root.querySelector(".names");
  const veil = root.querySelector(".veil");
  const cursor = root.querySelector(".cursor");
  const shareText = root.querySelector(".share strong");
  const shareNote = root.querySelector(".share span");
  const tiles = new Map();
  let scene = null;
  let epoch = "";
  let width = 0;

  function resize(layout, ratio) {
    width = field.clientWidth;
    for (const [canvas, across] of [
      [lanesCanvas, width],
      [marksCanvas, width],
      [namesCanvas, namesCanvas.parentElement.clientWidth],
    ]) {
      canvas.width = Math.max(1, Math.round(across * ratio));
      canvas.height = Math.max(1, Math.round(layout.height * ratio));
      canvas.style.width = `${across}px`;
      canvas.style.height = `${layout.height}px`;
    }
    field.style.height = `${layout.height}px`;
    veil.style.top = cursor.style.top = `${layout.axis}px`;
    veil.style.height = cursor.style.height = `${layout.height - layout.axis}px`;
    epoch = "";
    placeQueues(layout);
  }

  /** The numbers that stand beside the curves. */
  function placeQueues(layout) {
    const list = root.querySelector(".queues");
    list.replaceChildren(
      ...layout.strips.map((strip) => {
        const isShare = strip.kind === "share";
        const title = isShare ? text("selling_so_far") : text("tasks_for", { role: data.rolePeople[strip.role] });
        const [number, age] = [element("b", ""), element("span", "")];
        const [first, second] = [element("p"), element("p")];
        first.append(element("span", title), ...(isShare ? [number] : []));
        second.append(...(isShare ? [] : [number, age]));
        const item = element("li");
        item.style.top = `${strip.top}px`;
        item.style.height = `${strip.height}px`;
        item.append(first, second);
        strip.told ??= new Map();
        strip.told.set(ledger, { number, age });
        return item;
      }),
    );
  }

  /** Everything between two shown times; tiles are kept until anything but the place changes. */
  function draw(view, layout, look) {
    const scale = view.scale;
    const offset = Math.round(view.from * scale * shared.ratio) / shared.ratio;
    scene = {
      ...look,
      lit: look.lit && look.lit.get(ledger),
      lanes: layout.lanes.map((lane) => ({ ...lane, y: lane.y + layout.axis - view.scroll })),
      top: layout.axis,
      bottom: layout.axis + layout.room,
      letters: layout.letters,
      height: layout.height,
      present: ledger.present,
      strips: layout.strips,
      pitch: layout.pitch,
      ratio: shared.ratio,
      fills: shared.fills,
      idle: shared.idle,
      away: shared.away.pattern,
      lunch: shared.lunch,
      font: shared.font,
      time,
      scale,
      offset,
    };
    const now = `${scale}/${view.scroll}/${look.epoch}/${width}/${layout.height}`;
    if (now !== epoch) tiles.clear();
    epoch = now;
    const ink = lanesCanvas.getContext("2d", { alpha: false });
    ink.setTransform(shared.ratio, 0, 0, shared.ratio, 0, 0);
    ink.fillStyle = "white";
    ink.fillRect(0, 0, width, layout.height);
    const drawn = drawTiles(ink, offset);
    ink.fillStyle = "white";
    ink.fillRect(0, 0, width, layout.axis);
    paintAxis(ink, scene, width, write);
    return drawn;
  }

  function drawTiles(ink, offset) {
    const last = Math.floor(Math.min(offset + width, time.total * scene.scale - 0.001) / TILE);
    let drawn = 0;
    for (let number = Math.max(Math.floor(offset / TILE), 0); number <= last; number++) {
      const { tile, drawn: rows } = tileOf(number);
      ink.drawImage(tile, number * TILE - offset, 0, TILE, scene.height);
      drawn += rows;
    }
    return drawn;
  }

  function tileOf(number) {
    let found = tiles.get(number);
    if (!found) {
      found = paintTile(ledger, scene, number);
      if (tiles.size >= KEPT_TILES) tiles.delete(tiles.keys().next().value);
      tiles.set(number, found);
    }
    return found;
  }

  /** Paints the tile that comes into sight next, while there is time. */
  function prepare() {
    if (!scene) return;
    const next = Math.floor((scene.offset + width) / TILE) + 1;
    if (next * TILE < time.total * scene.scale && !tiles.has(next)) tileOf(next);
  }

  /** Names of people where they fit, of roles always. */
  function names(layout, view, chosen) {
    const ink = namesCanvas.getContext("2d");
    const across = namesCanvas.width / shared.ratio;
    ink.setTransform(shared.ratio, 0, 0, shared.ratio, 0, 0);
    ink.clearRect(0, 0, across, layout.height);
    ink.save();
    ink.beginPath();
    ink.rect(0, layout.axis, across, layout.room);
    ink.clip();
    ink.textAlign = "right";
    ink.textBaseline = "middle";
    const fits = layout.pitch >= layout.letters * NAMED;
    const named = fits ? layout.lanes : apart(layout, chosen);
    const isBelow = rolesBelow(layout, view).length > 0; // which is said at the foot
    for (const { role, y } of layout.headings) {
      if (!fits && named.some((lane) => Math.abs(lane.y - y - layout.heading / 2) < layout.heading)) continue;
      if (isBelow && y + layout.heading > view.scroll + layout.room - 1.6 * layout.letters) continue;
      const people = layout.lanes.filter(({ person }) => data.role_of[person] === role);
      const here = people.filter(({ person }) => ledger.present.has(person)).length;
      ink.font = `600 ${Math.max(12, layout.letters)}px ${shared.font}`;
      ink.fillStyle = INK;
      const title = `${data.roleTitles[role]} · ${write.number(here)}`;
      ink.fillText(title, across - 8, y + layout.axis - view.scroll + layout.heading / 2, across - 10);
    }
    for (const lane of named) paintName(ink, lane, layout, view, chosen, fits ? 0 : across);
    paintBelow(ink, layout, view, across);
    ink.restore();
  }

  /** Where lanes lie below what is seen: of whom they are. */
  function paintBelow(ink, layout, view, across) {
    const [first, ...others] = rolesBelow(layout, view);
    if (first === undefined) return;
    const height = 1.6 * layout.letters;
    const top = layout.axis + layout.room - height;
    ink.fillStyle = "#e4ebf4";
    ink.fillRect(0, top, across, height);
    ink.fillStyle = INK;
    ink.font = `600 ${Math.max(12, layout.letters)}px ${shared.font}`;
    const more = others.length ? ` +${others.length}` : "";
    ink.fillText(`▼ ${data.roleTitles[first]}${more}`, across - 8, top + height / 2, across - 10);
  }

  /** Roles some of whose lanes lie below what is seen. */
  function rolesBelow(layout, view) {
    const last = view.scroll + layout.room + 1;
    const below = layout.lanes.filter(({ y, height }) => y + height > last);
    return [...new Set(below.map(({ person }) => data.role_of[person]))];
  }

  /** Lanes of the people chosen, the first chosen first, whose names would not touch. */
  function apart({ lanes, letters }, chosen) {
    const placed = [];
    for (const person of chosen) {
      const lane = lanes.find((each) => each.person === person);
      if (lane && placed.every((each) => Math.abs(each.y - lane.y) >= letters * 1.2)) placed.push(lane);
    }
    return placed;
  }

  function paintName(ink, { person, y, height }, layout, view, chosen, clearing) {
    const across = namesCanvas.width / shared.ratio;
    const half = layout.letters / 2 + 1;
    const inView = y - view.scroll + height / 2;
    const isSeen = inView >= 0 && inView <= layout.room;
    const middle = layout.axis + (isSeen ? Math.min(Math.max(inView, half), layout.room - half) : inView);
    const isChosen = chosen.has(person);
    const name = data.people[person];
    ink.font = `${isChosen ? 600 : 400} ${layout.letters}px ${shared.font}`;
    ink.fillStyle = ledger.present.has(person) ? (isChosen ? INK : PALE) : "#a9b2bc";
    if (clearing) ink.clearRect(0, middle - layout.letters / 2 - 1, clearing, layout.letters + 2);
    ink.fillText(name, across - 8, middle, across - 10);
  }

  /** The clock: what is still to come lies under a veil. */
  function place(view, shown) {
    const x = (shown - view.from) * view.scale;
    const inside = Math.min(Math.max(x, 0), width);
    cursor.style.transform = `translateX(${x - 1}px)`;
    cursor.hidden = x < -1 || x > width + 1;
    const end = Math.min((time.total - view.from) * view.scale, width);
    veil.style.transform = `translateX(${inside}px) scaleX(${Math.max(end - inside, 0) / 1000})`;
  }

  /** Outlines of single rows, and the way of a journey from lane to lane. */
  function marks(view, layout, outlined, journey) {
    const ink = marksCanvas.getContext("2d");
    ink.setTransform(shared.ratio, 0, 0, shared.ratio, 0, 0);
    ink.clearRect(0, 0, width, layout.height);
    ink.save();
    ink.beginPath();
    ink.rect(0, layout.axis, width, layout.room);
    ink.clip();
    const boxes = journey.map((row) => boxOf(view, layout, row));
    paintWay(ink, boxes);
    for (const row of outlined) {
      const box = boxOf(view, layout, row);
      ink.strokeStyle = "white";
      ink.lineWidth = 5;
      ink.strokeRect(box.x - 1, box.y - 1, box.width + 2, box.height + 2);
      ink.strokeStyle = INK;
      ink.lineWidth = 2;
      ink.strokeRect(box.x - 1, box.y - 1, box.width + 2, box.height + 2);
    }
    ink.restore();
  }

  function paintWay(ink, boxes) {
    ink.lineWidth = 1.5;
    ink.strokeStyle = ink.fillStyle = INK;
    boxes.forEach((box, i) => {
      ink.strokeRect(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
      ink.beginPath();
      ink.arc(box.x + box.width / 2, box.y + box.height / 2, 3, 0, 2 * Math.PI);
      ink.fill();
      if (i === 0) return;
      const before = boxes[i - 1];
      const [x0, y0] = [before.x + before.width / 2, before.y + before.height / 2];
      const [x1, y1] = [box.x + box.width / 2, box.y + box.height / 2];
      ink.beginPath();
      ink.moveTo(x0, y0);
      ink.bezierCurveTo((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1);
      ink.stroke();
    });
  }

  function boxOf(view, layout, row) {
    const { rows } = ledger;
    const lane = layout.lanes.find(({ person }) => person === rows.person[row]);
    const x = (rows.from[row] - view.from) * view.scale;
    return {
      x,
      y: lane.y + layout.axis - view.scroll,
      width: Math.max((rows.to[row] - rows.from[row]) * view.scale, 1),
      height: lane.height,
    };
  }

  /** The person and the row under a point; within four pixels where rows are narrow. */
  function hit(view, layout, x, y) {
    if (y < layout.axis || y > layout.axis + layout.room) return null;
    const inside = y - layout.axis + view.scroll;
    const lane = layout.lanes.find((each) => inside >= each.y && inside < each.y + layout.pitch);
    if (!lane) return null;
    const row = ledger.rowAt(lane.person, time.moment(view.from + x / view.scale));
    return { person: lane.person, row };
  }

  /** What stands in words and numbers in the panel, at a moment. */
  function tell(moment, layout) {
    const share = ledger.share(moment);
    shareText.textContent = share === null ? "–" : write.share(share);
    shareNote.textContent = text(share === null ? "nobody_yet" : "so_far");
    for (const { kind, role, told } of layout.strips) {
      const { number, age } = told.get(ledger);
      if (kind === "share") {
        number.textContent = shareText.textContent;
        continue;
      }
      const since = ledger.oldest(role, moment);
      const comma = since === null ? "" : text("comma");
      number.textContent = text("waiting", { count: write.number(ledger.queues[role](moment)) }) + comma;
      age.textContent = since === null ? "" : text("oldest", { age: write.age(moment - since) });
    }
  }

  return Object.freeze({
    root,
    field,
    ledger,
    canvas: lanesCanvas,
    resize,
    draw,
    prepare,
    names,
    place,
    marks,
    rolesBelow,
    hit,
    tell,
    width: () => width,
  });
}
