// The brief: who works here, what comes in, what is asked.

function briefScreen({ lesson, words }) {
  return {
    title: lesson.title,
    element: make(
      "div",
      { class: "brief" },
      make("p", { class: "question" }, lesson.question),
      make("div", { class: "paragraphs" }, lesson.brief.map((paragraph) => make("p", {}, paragraph))),
    ),
    hint: words.text("brief_hint"),
  };
}
