// Where answers come from: here the grid that was computed beforehand. A server that computes when
// it is asked takes this object's place and nothing else changes, which is why all of it is awaited.

function answersOf(grid) {
  return Object.freeze({
    /** One setting, for each measure: its value in every replication (null: never), and its mean. */
    outcome: async (point) => grid.values.map((points, measure) => ({ years: points[point], mean: grid.levels[measure][point][0] })),
    /** From where to where an axis goes that stays: all means are on it, and all years but the worst. */
    range: async (measure) => {
      const values = grid.values[measure].flat().filter((value) => value !== null);
      if (!values.length) return [0, 1];
      values.sort((one, other) => one - other);
      const means = grid.levels[measure].map(([mean]) => mean ?? -Infinity);
      return [values[0], Math.max(...means, values[Math.floor(values.length * 0.95)])];
    },
    /** A week to play. */
    run: async (number) => grid.runs[number],
    /** What a difference is made of. */
    bridges: async () => grid.why,
  });
}

/** The mean difference of two settings, year by year; null if nothing happened in both. */
function meanGap(gaps) {
  const happened = gaps.filter((gap) => gap !== null);
  return happened.length ? happened.reduce((sum, gap) => sum + gap, 0) / happened.length : null;
}
