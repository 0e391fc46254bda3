// The beginning: the lesson is read, its screens are put in order, and one of them is shown.

const lesson = JSON.parse(document.getElementById("data").textContent);
const STEPS = ["brief", "bet", "play", "reveal", "explain", "turn", "rule", "debrief"];

/** The screens in their order, each with the step to which it belongs. */
function screensOf({ moments, runs, why }) {
  const explaining = [
    ...moments.map((_, i) => momentScreen(i)),
    ...(runs.some((run) => run.cases.length) ? [lifeScreen] : []),
    ...why.map((_, i) => bridgeScreen(i)),
  ];
  const made = { brief: [briefScreen], bet: [betScreen], play: [playScreen], reveal: [revealScreen], explain: explaining, turn: [turnScreen], rule: [ruleScreen], debrief: [debriefScreen] };
  return STEPS.flatMap((step) => made[step].map((build) => ({ step, build })));
}

const screens = screensOf(lesson);
const state = stateOf(lesson, screens);
const words = wordsOf(lesson);
const answers = answersOf(lesson);
const [main, nav, back, next, hint] = ["main", "nav", "#back", "#next", "#hint"].map((each) => document.querySelector(each));
const heading = document.querySelector("h1");
const place = document.getElementById("screen");
const room = { lesson, state, words, answers, go, changed, print: (which) => printSheet(which), pause, playOrPause, toNext: () => next.focus(), toField: () => current.field?.focus(), step: () => screens[state.screen].step };
const trainer = trainerOf(room);
const printSheet = printerOf(room, document.getElementById("sheets"));
let current = null;
let before = 0;

/** Some screens on or back; nobody comes past the bet without one, or without saying so. */
function go(by) {
  if (trainer.isFrozen()) return;
  const target = state.screen + by;
  if (target < 0 || target >= screens.length) return;
  if (by > 0 && current.settle?.() === false) return;
  if (by > 0 && room.step() === "bet" && !hasBet(state) && !state.unbet) {
    askForBet();
    return;
  }
  show(target);
}

function askForBet() {
  const without = button(words.text("without_bet"), () => {
    state.unbet = true;
    go(1);
  });
  hint.replaceChildren(make("b", {}, words.text("first_bet")), words.gap, without);
}

function show(number) {
  current?.leave?.();
  state.screen = number;
  state.furthest = Math.max(state.furthest, number);
  current = screens[number].build(room);
  heading.textContent = current.title;
  document.getElementById("beside").replaceChildren(current.beside ?? "");
  place.replaceChildren(current.element);
  main.setAttribute("data-step", room.step());
  main.scrollTop = 0;
  scrollTo(0, 0);
  current.begin?.();
  changed();
  showSteps();
  trainer.tell();
  heading.focus({ preventScroll: true });
}

/** Which ways are open, after something was done on a screen. */
function changed() {
  back.disabled = state.screen === 0;
  next.hidden = state.screen === screens.length - 1;
  const following = screens[state.screen + 1]?.step;
  next.lastElementChild.textContent = following && following !== room.step() ? words.text(`to_${following}`) : words.text("next");
  hint.replaceChildren(current.hint ?? "");
  keepBets(lesson, state);
}

function showSteps() {
  const here = room.step();
  const farthest = STEPS.indexOf(screens[state.furthest].step);
  nav.querySelectorAll("button").forEach((each, i) => {
    each.disabled = i > farthest;
    each.removeAttribute("aria-current");
    if (STEPS[i] !== here) return;
    each.setAttribute("aria-current", "step");
    nav.scrollLeft = each.offsetLeft - nav.clientWidth / 3;
  });
}

function pause() {
  current.stage?.play(false);
}

function playOrPause() {
  if (current.stage && !trainer.isFrozen()) current.stage.play(!current.stage.isPlaying);
}


function frame(now) {
  const passed = Math.min(now - before, 100) / 1000;
  before = now;
  current.frame?.(now, passed);
  requestAnimationFrame(frame);
}

nav.querySelectorAll("button").forEach((each, i) => each.addEventListener("click", () => show(screens.findIndex(({ step }) => step === STEPS[i]))));
back.addEventListener("click", () => go(-1));
next.addEventListener("click", () => go(1));
document.getElementById("tool-hide").addEventListener("click", trainer.hide);
document.getElementById("blank").addEventListener("click", trainer.hide);
document.getElementById("tool-freeze").addEventListener("click", trainer.freeze);
document.getElementById("tool-notes").addEventListener("click", trainer.showNotes);
document.getElementById("tool-size").addEventListener("click", () => trainer.larger(document.documentElement.getAttribute("data-size") === "2" ? -2 : 1));
for (const each of ["tool-print", "print-close"]) document.getElementById(each).addEventListener("click", trainer.showSheets);
for (const which of ["questions", "answers"]) {
  document.getElementById(`print-${which}`).addEventListener("click", () => {
    trainer.showSheets();
    room.print(which);
  });
}
document.getElementById("tool-keys").addEventListener("click", trainer.showKeys);
document.getElementById("keys-close").addEventListener("click", trainer.showKeys);
// A button that was clicked leaves the space bar to the play; one that was come to by Tab keeps it.
document.getElementById("screen").addEventListener("click", (event) => {
  if (event.detail > 0 && current.stage) event.target.closest("button")?.blur();
});
listenForKeys(room, trainer);
show(0);
requestAnimationFrame(frame);

/** What tests may look at. */
window.lesson = Object.freeze({
  get step() {
    return room.step();
  },
  get screen() {
    return state.screen;
  },
  screens: screens.map(({ step }) => step),
  get state() {
    return structuredClone({ ...state, steps: undefined });
  },
  get stage() {
    const { stage } = current;
    return stage && { moment: stage.moment, isPlaying: stage.isPlaying, drawn: stage.drawn, frames: stage.frames };
  },
  seek: (moment) => current.stage.seek(moment),
});
performance.mark("lesson-ready");
