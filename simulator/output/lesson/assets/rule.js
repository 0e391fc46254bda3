// What rule is it, and what is talked about afterwards.

function ruleScreen(room) {
  const { lesson, state } = room;
  const { rule } = lesson;
  const place = make("div", { class: "rule" });
  const isFound = () => state.picked.some((number) => rule.choices[number].right);
  function choose(number) {
    if (!state.picked.includes(number)) state.picked.push(number);
    show();
    place.querySelectorAll(".card")[number].focus();
  }
  /** Whoever goes on without having found the rule is told it first. */
  function settle() {
    if (isFound()) return true;
    choose(rule.choices.findIndex(({ right }) => right));
    return false;
  }
  function show() {
    place.replaceChildren(make("div", { class: "cards" }, rule.choices.map((choice, i) => ruleCard(room, choice, i, choose))), isFound() ? ruleNamed(room) : "");
  }
  show();
  return { title: rule.asks, settle, element: place };
}

function ruleCard({ state, words }, choice, number, choose) {
  const isPicked = state.picked.includes(number);
  const kind = isPicked ? (choice.right ? "right" : "wrong") : "";
  const because = isPicked ? make("span", { class: "because" }, make("b", {}, words.text(choice.right ? "right" : "wrong")), words.gap, choice.because) : null;
  const letter = make("span", { class: "letter", "aria-hidden": "true" }, "ABCDEFGH"[number]);
  return make("div", {}, button([letter, make("span", {}, choice.text, because)], () => choose(number), { class: `card ${kind}`, "aria-pressed": String(isPicked) }));
}

function ruleNamed({ lesson, words }) {
  const { rule } = lesson;
  const part = (title, text) => (text ? make("div", {}, make("dt", {}, title), make("dd", {}, text)) : null);
  return make("section", { class: "named", role: "status" }, make("h2", {}, rule.name), make("dl", {}, part(words.text("rule"), rule.rule), part(words.text("knee"), rule.knee), part(words.text("trap"), rule.trap)));
}

function debriefScreen(room) {
  const { lesson, words, print } = room;
  const questions = lesson.debrief.map(({ question, answer }) => make("details", {}, make("summary", {}, question), make("p", {}, answer)));
  const sheets = make("div", { class: "acts" }, button(words.text("print_questions"), () => print("questions")), button(words.text("print_answers"), () => print("answers")));
  return { title: words.text("debrief"), element: make("div", { class: "debrief" }, questions, sheets, sourceOf(room)) };
}

function sourceOf({ lesson, words }) {
  const { source } = lesson;
  const facts = words.text("source", { world: source.world, weeks: source.weeks, seed: source.seed, count: source.replications, version: lesson.version });
  return make("details", { class: "source" }, make("summary", {}, words.text("where_from")), make("p", {}, facts), make("ul", {}, source.claims.map(({ text, holds }) => make("li", {}, text, words.after(text), make("b", {}, holds)))));
}
