// What the drawings share: axes, dots that stand on each other, a mean.

const SMALLEST_DOT = 0.84; // of the largest: less than a press for larger letters adds

/** Round values between two, about as many as there is room for. */
function ticksOf(low, high, room) {
  const rough = (high - low) / Math.max(room, 1);
  const ten = 10 ** Math.floor(Math.log10(rough || 1));
  const step = [1, 2, 5, 10].map((each) => each * ten).find((each) => each >= rough) ?? 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = [];
  for (let value = Math.ceil(low / step - 1e-9) * step; value <= high + step * 1e-6; value += step) ticks.push(Number(value.toFixed(digits)));
  return { ticks, digits };
}

function scaleOf([low, high], [from, to]) {
  const span = high - low || 1;
  const scale = (value) => from + ((Math.min(Math.max(value, low), high) - low) / span) * (to - from);
  return Object.assign(scale, { isBeyond: (value) => value > high });
}

/** An axis from left to right with its numbers below. */
function axisAcross(words, range, x, y, size, unit) {
  const [left, right] = [x(range[0]), x(range[1])];
  // The last number may end at the edge: beside it half of the one before has room, too.
  const most = words.number(range[1], 0);
  const apart = Math.max(5, 0.35 * most.length + 0.65 * joined(most, unit).length);
  const { ticks, digits } = ticksOf(...range, (right - left) / (size * apart));
  const last = ticks.at(-1);
  return [
    drawn("line", { x1: left, x2: right, y1: y, y2: y, class: "axis" }),
    ticks.map((tick) => [
      drawn("line", { x1: x(tick), x2: x(tick), y1: y, y2: y + 7, class: "axis" }),
      written(tick === last ? joined(words.number(tick, digits), unit) : words.number(tick, digits), x(tick), y + 8 + size, {
        "text-anchor": tick === last && x(tick) > right - size ? "end" : "middle",
        class: "pale",
      }),
    ]),
  ];
}

/** Places of dots over a base line, each as low as those allow that are already there. */
function stacked(values, x, base, radius, room = Infinity) {
  const placed = [];
  const order = values.map((value, i) => i).filter((i) => values[i] !== null);
  order.sort((a, b) => values[a] - values[b]);
  const levels = new Map();
  for (const i of order) {
    const here = x(values[i]);
    let level = 0;
    while (placed.some((spot) => spot.level === level && Math.abs(spot.x - here) < 2 * radius)) level += 1;
    placed.push({ x: here, level });
    levels.set(i, level);
  }
  const step = Math.max(0, Math.min(2 * radius, (room - 2 * radius) / Math.max(1, ...levels.values())));
  return values.map((value, i) => (value === null ? null : { x: x(value), y: base - radius - levels.get(i) * step, level: levels.get(i) }));
}

/** Dots of some years, arrows where the axis ends before; they fall in one by one where they are new. */
function yearDots(values, x, base, room, { kind, isFalling = false, largest = 0.57 * textSize() }) {
  const radius = radiusFor(values, x, room, largest);
  return stacked(values, x, base, radius, room).map((spot, i) => {
    const looks = `year ${kind} ${isFalling ? `falls falls-${i}` : ""}`;
    if (!spot) return null;
    if (x.isBeyond(values[i])) return beyondAlong(spot.x, spot.y, radius, looks);
    return drawn("circle", { cx: spot.x, cy: spot.y, r: radius - 1, class: looks });
  });
}

/** A year that lies farther along than the axis goes. */
function beyondAlong(x, y, radius, looks = "year truth") {
  return drawn("path", { d: `M${x - radius} ${y - radius}l${2 * radius} ${radius}l${-2 * radius} ${radius}z`, class: looks });
}

/** Guesses: hollow squares, so that no colour is needed to tell them from years. */
function guessMarks(values, x, base, room) {
  const radius = radiusFor(values, x, room, 0.6 * textSize());
  return stacked(values, x, base, radius, room).map((spot) => square(spot.x, spot.y, radius - 1.5));
}

function square(x, y, half) {
  return drawn("rect", { x: x - half, y: y - half, width: 2 * half, height: 2 * half, class: "guess" });
}

/** As large as dots may be so that the highest heap fits; below a size they rather overlap. */
function radiusFor(values, x, room, largest) {
  const smallest = SMALLEST_DOT * largest;
  for (let radius = largest; radius > smallest; radius -= 1) {
    const levels = stacked(values, x, 0, radius).filter(Boolean).map((spot) => spot.level);
    if ((Math.max(0, ...levels) + 1) * 2 * radius <= room) return radius;
  }
  return smallest;
}

/** A range widened to round values; it begins at nothing unless all values lie far from it. */
function roundRange([low, high]) {
  const begin = low > 0 && low < 0.6 * high ? 0 : low;
  const { ticks } = ticksOf(begin, high || 1, 5);
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : high - begin || 1;
  return [Math.floor(begin / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

/** Which of some labels can stand beside each other, the last one first: each a place and a width. */
function apart(labels) {
  let free = Infinity;
  const stands = [...labels].reverse().map(([middle, width]) => {
    const isFree = middle + width / 2 <= free;
    if (isFree) free = middle - width / 2 - 5;
    return isFree;
  });
  return stands.reverse();
}

/** Text in the middle of x that stays between two edges. */
function centred(words, x, y, [left, right], size, properties = {}) {
  const half = widthOf(words, size) / 2;
  const place = Math.min(Math.max(x, left + half), Math.max(right - half, left + half));
  return written(words, place, y, { "text-anchor": "middle", ...properties });
}
