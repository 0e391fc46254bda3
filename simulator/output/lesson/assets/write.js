// How values are written: with their unit, in the language of the page.

const NEVER = "–";

/** Words and numbers of this lesson. */
function wordsOf(lesson) {
  const locale = lesson.language === "en" ? "en-GB" : lesson.language;
  const plain = (digits) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const formats = new Map();

  function text(key, values = {}) {
    return lesson.texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
  function number(value, digits = 0) {
    if (value === null || value === undefined) return NEVER;
    if (!formats.has(digits)) formats.set(digits, plain(digits));
    return formats.get(digits).format(value).replace("-", "\u2212");
  }
  function withUnit(value, measure) {
    return value === null ? NEVER : joined(number(value, measure.digits), measure.unit);
  }
  /** A mean, or what there is in its place where a queue grows. */
  function outcome({ mean, growth }, measure) {
    return growth ?? withUnit(mean, measure);
  }
  function difference(value, measure) {
    if (value === null) return NEVER;
    const told = number(Math.abs(value), measure.digits);
    const isNothing = told === number(0, measure.digits);
    const signed = (isNothing ? "±" : value > 0 ? "+" : "\u2212") + told;
    return measure.unit === "%" ? text("points", { value: signed }) : joined(signed, measure.unit);
  }
  const labelled = (label, value) => text("labelled", { label, value });
  const inBrackets = (label, unit) => (unit ? text("in_brackets", { label, unit }) : label);
  const sentence = (said) => text("sentence", { said });
  /** What stands between two that follow each other: nothing after a full-width mark. */
  const after = (said) => (/[，。：；、？！」）]$/.test(said) ? "" : " ");
  const gap = lesson.language === "en" ? " " : ""; // between sentences
  const sentences = (all) => all.filter(Boolean).join(gap);
  const listed = (all) => all.filter(Boolean).join(text("and_then"));
  const clauses = (all) => all.filter(Boolean).join(text("and_clause"));
  return Object.freeze({ text, number, withUnit, outcome, difference, labelled, inBrackets, after, gap, sentence, sentences, listed, clauses });
}

/** A value with its unit as one word, so that no line ends within it. */
function unbroken(told) {
  return told.replaceAll(" ", "\u00a0");
}

function joined(number, unit) {
  if (!unit) return number;
  return unit === "%" ? `${number}%` : `${number}\u00a0${unit}`;
}
