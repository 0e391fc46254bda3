// What waits, as items that pile up; the older the darker.

const AGES = [
  { upTo: 4 * HOUR, fill: "#f7d7b5" },
  { upTo: DAY, fill: "#ec9f58" },
  { upTo: 3 * DAY, fill: "#c2571a" },
  { upTo: Infinity, fill: "#5e2208" },
];

function ageFill(age) {
  return AGES.find(({ upTo }) => age < upTo).fill;
}

/** Items of a heap in rows from the bottom, the oldest first. */
function paintPile(ink, side, tasks, waiting, moment, width, height) {
  const perRow = Math.max(1, Math.floor(width / side));
  const gap = side > 7 ? 2 : side > 3 ? 1 : 0;
  waiting.forEach((i, place) => {
    const x = (place % perRow) * side;
    const y = height - (Math.floor(place / perRow) + 1) * side;
    ink.fillStyle = ageFill(moment - tasks.asked[i]);
    ink.fillRect(x, y, side - gap, side - gap);
  });
  ink.fillStyle = LANE_PALE;
  ink.fillRect(0, height - 0.5, width, 1);
}

/** How large items are: the same in all heaps of a week, or ten would look like more than a hundred. */
function sharedSide(heaps) {
  return Math.min(...heaps.map(({ most, width, height }) => itemSide(most, width, height)));
}

/** So large that a heap fits when it is highest. */
function itemSide(most, width, height) {
  for (let side = Math.min(40, Math.max(height, 2)); side > 2; side -= 1) {
    if (Math.floor(width / side) * Math.floor(height / side) >= most) return side;
  }
  return 2;
}
