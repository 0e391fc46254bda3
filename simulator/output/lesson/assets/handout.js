// What can be printed: the questions on one sheet, and apart from it the answers.

const PAPER = [680, 300, 14]; // width, height and letters of the axes to draw on

/** Prints one of the two sheets; the browser's own way to print gives the questions, at any step and after any sheet. */
function printerOf(room, place) {
  let questions = "";
  let wanted = null;
  handoutOf(room).then((sheet) => place.replaceChildren((questions = sheet)));
  addEventListener("beforeprint", () => place.replaceChildren(wanted ?? questions));
  addEventListener("afterprint", () => (wanted = null));
  return async (which) => {
    wanted = which === "answers" ? await answerSheetOf(room) : questions;
    place.replaceChildren(wanted);
    window.print();
  };
}

async function handoutOf(room) {
  const { lesson, words } = room;
  const { bet } = lesson;
  const known = bet.asks === "line" ? await knownOf(room) : null;
  return make(
    "section",
    { class: "sheet questions" },
    make("h1", {}, lesson.title),
    make("p", { class: "question" }, lesson.question),
    lesson.brief.map((paragraph) => make("p", {}, paragraph)),
    make("h2", {}, words.text("your_bet")),
    make("p", {}, bet.prompt),
    known ? null : todayTold(room),
    clockTold(room),
    betOnPaper(lesson, words, known),
    make("h2", {}, lesson.rule.asks),
    make("ul", {}, lesson.rule.choices.map((choice) => make("li", {}, `☐ ${choice.text}`))),
    make("h2", {}, words.text("debrief")),
    make("ol", {}, lesson.debrief.map(({ question }) => make("li", {}, question, make("div", { class: "blank" })))),
  );
}

/** What is bet on: boxes to tick, axes to draw on, or a line to write on. */
function betOnPaper(lesson, words, known) {
  const { bet } = lesson;
  if (bet.asks === "choice") return make("ul", {}, bet.choices.map((choice) => make("li", {}, `☐ ${choice.text}`)));
  if (bet.asks === "number") return make("div", { class: "blank" });
  const [width, height] = PAPER;
  const places = placesOf(lesson, ...PAPER);
  return drawn("svg", { viewBox: `0 0 ${width} ${height}`, class: "axes" }, paintAxes(lesson, words, places), paintKnown({ lesson, words }, places, known));
}

async function answerSheetOf(room) {
  const { lesson, words, answers } = room;
  const { rule, notes } = lesson;
  const count = lesson.knobs.reduce((product, knob) => product * knob.values.length, 1);
  const points = Array.from({ length: count }, (_, point) => point);
  const outcomes = await Promise.all(points.map((point) => answers.outcome(point)));
  const right = rule.choices.find((choice) => choice.right);
  return make(
    "section",
    { class: "sheet answers" },
    make("h1", {}, words.labelled(lesson.title, words.text("answers"))),
    make("h2", {}, words.text("step_bet")),
    make("p", {}, make("b", {}, lesson.bet.prompt)),
    make("p", {}, await betAnswered(room)),
    make("h2", {}, rule.asks),
    make("p", {}, make("b", {}, words.sentence(rule.name)), words.gap, right ? words.labelled(right.text, right.because) : ""),
    ["rule", "knee", "trap"].filter((part) => rule[part]).map((part) => make("p", {}, words.labelled(words.text(part), rule[part]))),
    make("h2", {}, words.text("debrief")),
    make("ol", {}, lesson.debrief.map(({ question, answer }) => make("li", {}, make("b", {}, question), make("p", {}, answer)))),
    make("h2", {}, words.text("mistakes")),
    make("ul", {}, notes.mistakes.map(({ says, reply }) => make("li", {}, make("b", {}, words.text("quoted", { said: says })), words.gap, reply))),
    resultTable(lesson, words, outcomes),
  );
}

/** The mean of every measure at every setting. */
function resultTable(lesson, words, outcomes) {
  const head = [...lesson.knobs, ...lesson.measures].map(({ label, unit }) => words.inBrackets(label, unit));
  const settings = (point) => positionsAt(lesson.knobs, point).map((position, i) => make("th", { scope: "row" }, lesson.knobs[i].labels[position]));
  const results = (outcome) => lesson.measures.map((measure, i) => make("td", {}, outcome[i].growth ?? words.number(outcome[i].mean, measure.digits)));
  const rows = outcomes.map((outcome, point) => make("tr", {}, settings(point), results(outcome)));
  return make("table", {}, make("thead", {}, make("tr", {}, head.map((cell) => make("th", { scope: "col" }, cell)))), make("tbody", {}, rows));
}
