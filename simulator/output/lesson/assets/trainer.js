// What the trainer has at hand: hide, freeze, notes, size, and the keys for it.

const SIZES = 3;

function trainerOf(room) {
  const { lesson, words } = room;
  const root = document.documentElement;
  const [blank, frozen, notes, keys, sheets] = ["blank", "frozen", "notes", "keys", "print"].map((id) => document.getElementById(id));
  const began = Date.now();
  let size = 0;

  function hide() {
    blank.hidden = !blank.hidden;
    room.pause();
  }
  function freeze() {
    frozen.hidden = !frozen.hidden;
    for (const each of ["main", "nav", "footer", "#tool-size"]) document.querySelector(each).inert = !frozen.hidden;
    room.pause();
  }
  function showNotes() {
    notes.hidden = !notes.hidden;
    tell();
  }
  function larger(by) {
    if (!frozen.hidden) return;
    size = Math.min(Math.max(size + by, 0), SIZES - 1);
    root.setAttribute("data-size", size);
  }
  function toggle(dialog) {
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }
  const showKeys = () => toggle(keys);
  const showSheets = () => toggle(sheets);
  function tell() {
    if (notes.hidden) return;
    const step = room.step();
    const minutes = Math.floor((Date.now() - began) / 60000);
    const timing = lesson.notes.timing.filter((each) => each.step === step);
    notes.replaceChildren(
      make("h2", {}, words.text("notes")),
      make("p", { class: "pale" }, words.text("so_long", { minutes })),
      ...(step === "brief" && lesson.notes.before ? [make("p", {}, lesson.notes.before)] : []),
      ...(["play", "explain"].includes(step) && lesson.leftOut.length ? [make("p", {}, words.sentence(leftOutTold(room)))] : []),
      ...timing.map(({ minutes: length, say }) => make("p", {}, make("b", {}, words.text("minutes", { count: length })), ` ${say}`)),
      ...(lesson.notes.mistakes.length ? [make("h3", {}, words.text("mistakes")), make("dl", {}, lesson.notes.mistakes.map(({ says, reply }) => make("div", {}, make("dt", {}, words.text("quoted", { said: says })), make("dd", {}, reply))))] : []),
    );
  }
  return { hide, freeze, showNotes, larger, showKeys, showSheets, tell, isFrozen: () => !frozen.hidden, isHidden: () => !blank.hidden };
}

/** Keys work wherever nothing is typed; a presenter's remote sends page up, page down and the dot. */
function listenForKeys(room, trainer) {
  const acts = {
    ArrowRight: () => room.go(1),
    PageDown: () => room.go(1),
    ArrowLeft: () => room.go(-1),
    PageUp: () => room.go(-1),
    " ": () => room.playOrPause(),
    b: trainer.hide,
    ".": trainer.hide,
    f: trainer.freeze,
    n: trainer.showNotes,
    p: trainer.showSheets,
    "+": () => trainer.larger(1),
    "-": () => trainer.larger(-1),
    "?": trainer.showKeys,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTakenBy(event.target, event.key)) return;
    if (/^\d$/.test(event.key)) room.toField(); // the next bet of a class
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    if (trainer.isHidden() && act !== trainer.hide) return;
    event.preventDefault();
    act();
  });
}

/** Does what has the focus use this key itself? */
function isTakenBy(element, key) {
  const dialog = element.closest("dialog");
  if (dialog) return key.toLowerCase() !== dialog.dataset.key;
  if (element.matches("input[type=number], select")) return !key.startsWith("Page");
  if (element.matches("input[type=radio]")) return key.startsWith("Arrow") || key === " ";
  return key === " " && element.matches("button, summary, input");
}
