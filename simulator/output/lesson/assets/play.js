// Curtain up: the week plays and stops at its moments; other weeks of the lesson can be chosen.

function playScreen(room) {
  const { lesson, state, words, answers } = room;
  const place = make("div", { class: "stage-room" });
  const hint = make("span", { class: "aside" });
  const screen = { title: words.text("step_play"), element: make("div", { class: "playing" }, place), hint };

  async function show(number) {
    screen.leave();
    const run = await answers.run(number);
    screen.stage = stageOf(room, run, lesson.moments.filter((moment) => moment.run === number));
    if (number in state.stood) screen.stage.seek(state.stood[number]);
    state.week = number;
    place.replaceChildren(screen.stage.element);
    hint.textContent = words.clauses([words.text("how_chosen", { why: run.why, week: run.week, year: run.replication + 1 }), leftOutTold(room, number)]);
  }
  screen.beside = lesson.runs.length > 1 ? chooserOf(words.text("weeks"), lesson.runs.map((run) => run.label), state.week, show) : null;
  /** Whoever comes back finds the curtain where it stood. */
  screen.leave = () => {
    if (screen.stage) state.stood[state.week] = screen.stage.moment;
  };
  screen.ready = show(state.week);
  screen.frame = (now, passed) => screen.stage?.frame(now, passed);
  return screen;
}

/** Moments that a week should have and has not, since another seed has other weeks; of all weeks, if none is named. */
function leftOutTold({ lesson, words }, number = null) {
  const titles = lesson.leftOut.filter(({ run }) => number === null || run === number).map(({ title }) => words.text("quoted", { said: title }));
  return titles.length ? words.text("left_out", { titles: words.listed(titles) }) : "";
}
