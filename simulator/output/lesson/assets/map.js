// Where everybody is on the map, at a moment.

/** Where places lie in a drawing: the smallest square that holds them all. */
function landScene({ places, customers }, width, height) {
  const spots = [...places.filter(Boolean), ...customers];
  const [xs, ys] = [spots.map(([x]) => x), spots.map(([, y]) => y)];
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((width - 40) / (right - left || 1), (height - 40) / (high - low || 1));
  const spot = ([x, y]) => [width / 2 + (x - (left + right) / 2) * scale, height / 2 - (y - (low + high) / 2) * scale];
  return { width, height, places: places.map((each) => each && spot(each)), customers: customers.map(spot) };
}

function paintMap(ink, week, land, moment, letters) {
  ink.fillStyle = "#c6cdd5";
  for (const [x, y] of land.customers) ink.fillRect(x - 2, y - 2, 4, 4);
  for (const home of new Set(week.homes.values())) if (land.places[home]) paintHouse(ink, land.places[home]);
  const travellers = week.run.people.map((person) => paintTraveller(ink, week, land, person, moment)).filter(Boolean);
  paintNames(ink, land, travellers, letters);
}

/** The name of each beside his disc, where it lies over no disc and over no other name. */
function paintNames(ink, land, travellers, letters) {
  ink.font = `600 ${letters}px ${laneFont()}`;
  const taken = travellers.map(({ x, y }) => ({ left: x - 10, right: x + 10, top: y - 10, bottom: y + 10 }));
  for (const { title, x, y } of travellers) {
    const spot = nameSpot({ x, y, width: ink.measureText(title).width, high: letters }, land, taken);
    taken.push(spot);
    ink.lineWidth = 4;
    ink.strokeStyle = "#fff";
    ink.strokeText(title, spot.left, spot.top + letters * 0.85);
    ink.fillStyle = LANE_INK;
    ink.fillText(title, spot.left, spot.top + letters * 0.85);
  }
}

/** The first free place of a name, from right beside its disc to some lines off. */
function nameSpot({ x, y, width, high }, land, taken) {
  const lines = [0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6].map((line) => y - high / 2 + line * high * 0.6);
  const lefts = [x + 13, x - 13 - width, Math.min(Math.max(x - width / 2, 2), land.width - width - 2)];
  const spots = lines.flatMap((top) => lefts.map((left) => ({ left, right: left + width, top, bottom: top + high })));
  const isInside = ({ left, right, top, bottom }) => left >= 0 && right <= land.width && top >= 0 && bottom <= land.height;
  const isFree = (spot) => taken.every((other) => spot.right <= other.left || other.right <= spot.left || spot.bottom <= other.top || other.bottom <= spot.top);
  const inside = spots.filter(isInside);
  return inside.find(isFree) ?? inside[0] ?? spots[0];
}

/** A small house, large enough to be seen behind whoever is at home. */
function paintHouse(ink, [x, y]) {
  ink.beginPath();
  ink.moveTo(x, y - 16);
  for (const [across, down] of [[14, -3], [10, -3], [10, 10], [-10, 10], [-10, -3], [-14, -3]]) ink.lineTo(x + across, y + down);
  ink.closePath();
  ink.fillStyle = "#fff";
  ink.fill();
  ink.lineWidth = 2;
  ink.strokeStyle = "#55606d";
  ink.stroke();
}

/** The ways of the day so far, and whoever goes them as a disc; returns where he is, and his name. */
function paintTraveller(ink, week, land, person, moment) {
  const stops = stopsOf(week, person, moment);
  const ways = stops.map(({ place }) => land.places[place]).filter(Boolean);
  if (!ways.length || !week.travellers.has(person)) return null;
  ink.strokeStyle = "#2a5d9c";
  ink.lineWidth = 2;
  ink.globalAlpha = 0.55;
  ink.beginPath();
  ways.slice(0, stops.share < 1 ? -1 : undefined).forEach(([x, y], i) => (i ? ink.lineTo(x, y) : ink.moveTo(x, y)));
  const [x, y] = between(ways, stops.share);
  ink.lineTo(x, y);
  ink.stroke();
  ink.globalAlpha = 1;
  ink.beginPath();
  ink.arc(x, y, 8, 0, 2 * Math.PI);
  ink.fillStyle = stops.share < 1 ? "#fff" : "#08306b";
  ink.fill();
  ink.lineWidth = 3;
  ink.strokeStyle = "#08306b";
  ink.stroke();
  return { title: week.names.people[person].title, x, y };
}

function between(ways, share) {
  const [x1, y1] = ways.at(-1);
  const [x0, y0] = ways.at(-2) ?? [x1, y1];
  return [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share];
}

/** Where each of those who travel begins and ends his days. */
function homesOf({ map }, travellers) {
  const pairs = [...travellers].map((person) => [person, map?.bases[person] ?? NONE]);
  return new Map(pairs.filter(([, base]) => base !== NONE));
}

/** Places of a person on the day of a moment, in order, from where he begins; how far along the last way, 1 when arrived. */
function stopsOf({ run, names, lanes, homes }, person, moment) {
  const { start, seconds, doing, place } = run.entries;
  const morning = Math.floor(moment / DAY) * DAY;
  const stops = homes.has(person) ? [{ place: homes.get(person) }] : [];
  stops.share = 1;
  for (const i of lanes.get(person) ?? []) {
    if (start[i] > moment) break;
    if (place[i] === NONE) continue;
    const isWay = names.doings[doing[i]].name === "travel";
    if (start[i] < morning) {
      stops[0] = { place: place[i] };
      continue;
    }
    if (stops.at(-1)?.place !== place[i]) stops.push({ place: place[i] });
    stops.share = isWay ? Math.min((moment - start[i]) / seconds[i], 1) : 1;
  }
  return stops;
}
