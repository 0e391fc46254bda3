// What the people at this page have done: apart from the lesson and from where answers come from.

function stateOf(lesson, screens) {
  const state = {
    screen: 0,
    furthest: 0,
    guesses: [], // numbers
    hands: lesson.bet.choices?.map(() => 0) ?? [],
    isClass: false,
    lines: [], // of those who drew one before
    line: null, // heights at the knob's values, null where nothing is drawn yet
    unbet: false, // somebody chose to go on without
    point: lesson.default,
    kept: null, // the other setting, looked at beside
    year: null, // one replication; null: all
    picked: [], // answers tried at the rule
    week: 0, // of those that play, the one looked at last
    stood: {}, // where the curtain of each week stood when it was left
  };
  return { ...state, ...keptBets(lesson, screens), steps: screens };
}

const BETS = ["furthest", "guesses", "hands", "isClass", "lines", "line", "unbet"];

/** Keeps the bets while the page is open, so that they outlive a reload; some browsers keep nothing. */
function keepBets({ name }, state) {
  try {
    sessionStorage.setItem(`lesson ${name}`, JSON.stringify(Object.fromEntries(BETS.map((key) => [key, state[key]]))));
  } catch {
    // without a store a reload begins anew
  }
}

/** What was kept, if it is of this lesson as it is now. */
function keptBets({ name, bet, knobs }, screens) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`lesson ${name}`)) ?? {};
    const lines = [...(kept.lines ?? []), kept.line].filter(Boolean);
    const fits = lines.every((line) => line.length === knobs[bet.knob].values.length) && (kept.hands ?? []).length === (bet.choices?.length ?? 0);
    return fits && kept.furthest < screens.length ? kept : {};
  } catch {
    return {};
  }
}

/** Has anybody bet? */
function hasBet(state) {
  const lines = [...state.lines, state.line ?? []];
  return (
    state.guesses.length > 0 ||
    state.hands.some((count) => count > 0) ||
    lines.some((line) => line.length > 0 && line.every((height) => height !== null))
  );
}

function wholeLines(state) {
  return [...state.lines, state.line ?? []].filter((line) => line.length > 0 && line.every((height) => height !== null));
}

/** The setting with one knob turned. */
function turned(knobs, point, knob, position) {
  return pointAt(knobs, positionsAt(knobs, point).map((old, i) => (i === knob ? position : old)));
}

/** The number of a setting from the position of each knob, and back; the last knob runs fastest. */
function pointAt(knobs, positions) {
  return knobs.reduce((point, knob, i) => point * knob.values.length + positions[i], 0);
}

function positionsAt(knobs, point) {
  const positions = [];
  let rest = point;
  for (const knob of [...knobs].reverse()) {
    positions.unshift(rest % knob.values.length);
    rest = Math.floor(rest / knob.values.length);
  }
  return positions;
}
