// How the page is made of elements: text is only ever text.

const LONG = 40; // letters of all buttons of a choice
const SVG = "http://www.w3.org/2000/svg";

/** An element with its properties; what begins with "on" is listened to. */
function make(name, properties = {}, ...inside) {
  return furnished(document.createElement(name), properties, inside);
}

/** The same within a drawing. */
function drawn(name, properties = {}, ...inside) {
  return furnished(document.createElementNS(SVG, name), properties, inside);
}

function furnished(element, properties, inside) {
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...inside.flat(3).filter((each) => each !== null && each !== undefined && each !== ""));
  return element;
}

function button(label, press, properties = {}) {
  return make("button", { type: "button", onclick: press, ...properties }, label);
}

/** One of several, as buttons of which one is pressed. */
function choiceOf(label, options, chosen, choose) {
  const buttons = options.map((option, i) =>
    button(option, () => pick(i), { "aria-pressed": String(i === chosen) }),
  );
  function pick(number) {
    buttons.forEach((each, i) => each.setAttribute("aria-pressed", String(i === number)));
    choose(number);
  }
  return make("div", { class: "choice", role: "group", "aria-label": label }, buttons);
}

/** The same as a list where the buttons would be long. */
function chooserOf(label, options, chosen, choose) {
  if (options.join("").length <= LONG) return choiceOf(label, options, chosen, choose);
  const select = make("select", { "aria-label": label, onchange: () => choose(Number(select.value)) }, options.map((option, i) => make("option", { value: i, selected: i === chosen }, option)));
  return select;
}

/** A drawing that fills its room and is made anew when that changes. */
function figureOf(label, paint, properties = {}) {
  const picture = drawn("svg", { role: "img", "aria-label": label });
  const room = make("div", { class: "figure", ...properties }, picture);
  let size = [0, 0];
  function refresh() {
    const [width, height] = size;
    if (width < 40 || height < 40) return;
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    picture.replaceChildren(...paint(width, height, textSize()).flat(4).filter(Boolean));
  }
  whenSized(room, (width, height) => {
    size = [width, height];
    refresh();
  });
  return { element: room, picture, refresh, label: (words) => picture.setAttribute("aria-label", words) };
}

function whenSized(element, tell) {
  new ResizeObserver(([entry]) => tell(Math.floor(entry.contentRect.width), Math.floor(entry.contentRect.height))).observe(element);
}

/** Pixels of the page's ordinary text. */
function textSize() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function written(words, x, y, properties = {}) {
  return drawn("text", { x, y, ...properties }, String(words));
}

/** About how wide words are; letters of Chinese are as wide as high. */
function widthOf(words, size) {
  let letters = 0;
  for (const letter of String(words)) letters += letter.charCodeAt(0) > 0x2e80 ? 1 : 0.54;
  return letters * size;
}

/** Words cut into lines that fit. */
function linesOf(words, width, size) {
  const pieces = String(words).match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? [];
  const lines = [""];
  for (const piece of pieces) {
    const longer = lines.at(-1) + piece;
    if (lines.at(-1) && widthOf(longer.trimEnd(), size) > width) lines.push(piece);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => line.trim());
}
