// Curtain up: the week plays and stops at its moments; other weeks of the lesson can be chosen.

function playScreen(room) {
  const { lesson, words, answers } = room;
  const place = make("div", { class: "stage-room" });
  const hint = make("span", { class: "aside" });
  const screen = { title: words.text("step_play"), element: make("div", { class: "playing" }, place), hint };

  async function show(number) {
    const run = await answers.run(number);
    screen.stage = stageOf(room, run, lesson.moments.filter((moment) => moment.run === number));
    place.replaceChildren(screen.stage.element);
    hint.textContent = words.text("how_chosen", { why: run.why, week: run.week, year: run.replication + 1 });
  }
  screen.beside = lesson.runs.length > 1 ? chooserOf(words.text("weeks"), lesson.runs.map((run) => run.label), 0, show) : null;
  screen.ready = show(0);
  screen.frame = (now, passed) => screen.stage?.frame(now, passed);
  return screen;
}
