// Where answers come from: here the grid that was computed beforehand. A server that computes when
// it is asked takes this object's place and nothing else changes, which is why all of it is awaited.

function answersOf(grid) {
  return Object.freeze({
    /**
     * One setting, for each measure: its value in every replication (null: never), and its mean; or
     * by how much the queue behind it grows, of which no year has a value.
     */
    outcome: async (point) => grid.values.map((_, measure) => outcomeAt(grid, measure, point)),
    /** From where to where an axis goes that stays: all means are on it, and all years but the worst. */
    range: async (measure) => {
      const outcomes = grid.values[measure].map((_, point) => outcomeAt(grid, measure, point));
      const values = outcomes.flatMap(({ years }) => years).filter((value) => value !== null);
      if (!values.length) return [0, 1];
      values.sort((one, other) => one - other);
      const means = outcomes.map(({ mean }) => mean ?? -Infinity);
      return [values[0], Math.max(...means, values[Math.floor(values.length * 0.95)])];
    },
    /** A week to play. */
    run: async (number) => grid.runs[number],
    /** What a difference is made of. */
    bridges: async () => grid.why,
  });
}

function outcomeAt({ values, levels, grows }, measure, point) {
  const growth = grows[measure][point];
  return growth ? { years: [], mean: null, growth } : { years: values[measure][point], mean: levels[measure][point][0], growth };
}

/** The mean difference of two settings, year by year; null if nothing happened in both. */
function meanGap(gaps) {
  const happened = gaps.filter((gap) => gap !== null);
  return happened.length ? happened.reduce((sum, gap) => sum + gap, 0) / happened.length : null;
}
