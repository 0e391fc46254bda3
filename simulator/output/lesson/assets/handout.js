// What can be printed: the questions on one sheet, and apart from it the answers.

function handoutOf({ lesson, words }) {
  const { bet } = lesson;
  const blank = (lines) => make("div", { class: "blank", "data-lines": lines });
  return make(
    "section",
    { class: "sheet questions" },
    make("h1", {}, lesson.title),
    make("p", { class: "question" }, lesson.question),
    lesson.brief.map((paragraph) => make("p", {}, paragraph)),
    make("h2", {}, words.text("your_bet")),
    make("p", {}, bet.prompt),
    bet.asks === "choice" ? make("ul", {}, bet.choices.map((choice) => make("li", {}, `☐ ${choice.text}`))) : blank(bet.asks === "line" ? 8 : 1),
    make("h2", {}, lesson.rule.asks),
    make("ul", {}, lesson.rule.choices.map((choice) => make("li", {}, `☐ ${choice.text}`))),
    make("h2", {}, words.text("debrief")),
    make("ol", {}, lesson.debrief.map(({ question }) => make("li", {}, question, blank(3)))),
  );
}

async function answerSheetOf({ lesson, words, answers }) {
  const { rule, notes } = lesson;
  const count = lesson.knobs.reduce((product, knob) => product * knob.values.length, 1);
  const points = Array.from({ length: count }, (_, point) => point);
  const outcomes = await Promise.all(points.map((point) => answers.outcome(point)));
  const right = rule.choices.find((choice) => choice.right);
  return make(
    "section",
    { class: "sheet answers" },
    make("h1", {}, `${lesson.title}: ${words.text("answers")}`),
    resultTable(lesson, words, outcomes),
    make("h2", {}, rule.asks),
    make("p", {}, make("b", {}, `${rule.name}. `), right ? `${right.text}: ${right.because}` : ""),
    [rule.rule, rule.knee, rule.trap].filter(Boolean).map((each) => make("p", {}, each)),
    make("h2", {}, words.text("debrief")),
    make("ol", {}, lesson.debrief.map(({ question, answer }) => make("li", {}, make("b", {}, question), make("p", {}, answer)))),
    make("h2", {}, words.text("mistakes")),
    make("ul", {}, notes.mistakes.map(({ says, reply }) => make("li", {}, make("b", {}, `“${says}” `), reply))),
  );
}

/** The mean of every measure at every setting. */
function resultTable(lesson, words, outcomes) {
  const head = [...lesson.knobs.map((knob) => joined(knob.label, knob.unit && `(${knob.unit})`)), ...lesson.measures.map((measure) => joined(measure.label, measure.unit && `(${measure.unit})`))];
  const rows = outcomes.map((outcome, point) => [
    ...positionsAt(lesson.knobs, point).map((position, i) => lesson.knobs[i].labels[position]),
    ...lesson.measures.map((measure, i) => words.number(outcome[i].mean, measure.digits)),
  ]);
  const row = (cells, kind) => make("tr", {}, cells.map((cell) => make(kind, kind === "th" ? { scope: "col" } : {}, cell)));
  return make("table", {}, make("thead", {}, row(head, "th")), make("tbody", {}, rows.map((cells) => row(cells, "td"))));
}
