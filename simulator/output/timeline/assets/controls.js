// The controls around the lanes, the keys that do the same, and the legend.

function listenToKeys() {
  const writing = "input, select, #side-content";
  const typing = "input:not([type=range]), select"; // only there a space is a letter, or opens
  const keys = {
    " ": () => setPlaying(!state.playing),
    "+": () => zoom(1.5),
    "=": () => zoom(1.5),
    "-": () => zoom(1 / 1.5),
    "/": () => $("#find").focus(),
    p: setProjector,
    ArrowLeft: (event) => setTime(state.shown - (event.shiftKey ? HOUR : 5 * MINUTE)),
    ArrowRight: (event) => setTime(state.shown + (event.shiftKey ? HOUR : 5 * MINUTE)),
    Home: () => setTime(0),
    End: () => setTime(time.total),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      $("#find").value = $("#found").textContent = "";
      clearFound();
      return;
    }
    const isOwn = event.target.closest?.(event.key === " " ? typing : writing);
    const isSlider = event.target.id === "scrub" && ["+", "-", "/"].includes(event.key);
    if (!keys[event.key] || (isOwn && !isSlider)) return;
    event.preventDefault();
    keys[event.key](event);
  });
  // A button that was clicked has the focus, and some browsers press it as the key is let go.
  document.addEventListener("keyup", (event) => {
    if (event.key === " " && !event.target.closest?.(typing)) event.preventDefault();
  });
}

function listenToControls() {
  $("#play").addEventListener("click", () => setPlaying(!state.playing));
  $("#scrub").max = Math.round(time.total);
  $("#scrub").addEventListener("input", (event) => setTime(Number(event.target.value)));
  $("#scrub").addEventListener("keydown", (event) => {
    const leap = { PageUp: HOUR, PageDown: -HOUR }[event.key];
    if (!leap) return;
    event.preventDefault();
    setTime(state.shown + leap);
  });
  SPEEDS.forEach(([key, speed]) => $("#speed").append(new Option(text(key), speed)));
  $("#speed").value = String(state.speed);
  $("#speed").addEventListener("change", (event) => (state.speed = Number(event.target.value)));
  $("#all").addEventListener("click", () => showSpan(time.total));
  $("#day").addEventListener("click", () => showSpan(meanDay));
  $("#hour").addEventListener("click", () => showSpan(HOUR));
  $("#closer").addEventListener("click", () => zoom(1.5));
  $("#farther").addEventListener("click", () => zoom(1 / 1.5));
  $("#tall").addEventListener("click", (event) => {
    state.tall = !state.tall;
    event.currentTarget.setAttribute("aria-pressed", state.tall);
    resize();
  });
  $("#projector").addEventListener("click", setProjector);
  $("#what-if")?.addEventListener("change", (event) => choose(Number(event.target.value)));
  $(".scroller").addEventListener("scroll", (event) => {
    if (Math.abs(event.target.scrollTop - state.view.scroll) > 1) {
      setView({ scroll: event.target.scrollTop });
    }
  });
  listenToFinding();
  $("#side-day").addEventListener("change", (event) => {
    state.found.day = event.target.value;
    fillSide();
  });
  new ResizeObserver(resize).observe($(".panels"));
}

/** Letters as large as a room needs, or as a desk does. */
function setProjector() {
  const { from, scale } = state.view;
  const isSeen = state.shown >= from && state.shown <= from + width() / scale;
  state.projector = !state.projector;
  document.documentElement.toggleAttribute("data-projector", state.projector);
  $("#projector").setAttribute("aria-pressed", state.projector);
  resize();
  if (isSeen) keepInSight(state.shown); // lanes are shorter beside large letters
}

function listenToFinding() {
  $("#find").addEventListener("input", (event) => {
    const near = lookUp(names, event.target.value);
    $("#names").replaceChildren(...near.map(({ name }) => new Option(name, name)));
    if (near[0]?.name === event.target.value) find(event.target.value);
  });
  $("#find-form").addEventListener("submit", (event) => {
    event.preventDefault();
    find($("#find").value);
  });
  $("#clear").addEventListener("click", () => {
    $("#find").value = $("#found").textContent = "";
    clearFound();
    $("#find").focus();
  });
}

function swatch(canvas, category) {
  const ink = inkOf(canvas, [22, 12]);
  const isLunch = category === shared.lunch;
  ink.fillStyle = isLunch ? LUNCH : shared.fills[category].pattern;
  ink.fillRect(0, isLunch ? 4.5 : 0, 22, isLunch ? 3 : 12);
  if (category === shared.idle) {
    ink.strokeStyle = "#8a8a8a";
    ink.strokeRect(0.5, 0.5, 21, 11);
  }
  return canvas;
}

/** The legend: each category a button that shows it alone, with how many people are at it now. */
function makeLegend() {
  $("#legend").append(element("li", text(data.arms.length > 1 ? "people_now_both" : "people_now"), { class: "lead" }));
  const used = new Set(ledgers.flatMap(({ rows }) => [...new Set(rows.category)]));
  data.categories.forEach((category, number) => {
    if (!used.has(number)) return;
    const button = element("button", undefined, { type: "button", "aria-pressed": "false" });
    button.dataset.category = number;
    button.title = text("filter");
    button.append(
      swatch(element("canvas", undefined, { class: "swatch", "aria-hidden": "true" }), number),
      element("span", category.title),
      element("b", ""),
    );
    button.addEventListener("click", () => {
      if (!state.pressed.delete(number)) state.pressed.add(number);
      button.setAttribute("aria-pressed", state.pressed.has(number));
      relight();
    });
    const item = element("li");
    item.append(button);
    $("#legend").append(item);
  });
}

/** What marks on the lanes mean, with how often it has happened so far. */
function makeMarks() {
  const kinds = [
    ["away", awaySwatch, "mark_away"],
    ["interrupted", notchSwatch, "mark_interrupted"],
    ["handed_over", arrowSwatch, "mark_handed_over"],
  ];
  for (const [kind, paint, title] of kinds) {
    const item = element("li", undefined, { class: "mark" });
    item.dataset.kind = kind;
    const canvas = element("canvas", undefined, { class: "swatch", "aria-hidden": "true" });
    const label = element("span", text(title));
    item.append(paint(canvas), label, element("b", ""));
    $("#legend").append(item);
  }
}

function inkOf(canvas, [width, height]) {
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const ink = canvas.getContext("2d");
  ink.scale(ratio, ratio);
  return ink;
}

function awaySwatch(canvas) {
  const ink = inkOf(canvas, [22, 12]);
  ink.fillStyle = shared.away.pattern;
  ink.fillRect(0, 0, 22, 12);
  return canvas;
}

function notchSwatch(canvas) {
  const ink = inkOf(canvas, [22, 12]);
  ink.fillStyle = "#5b9fd0";
  ink.fillRect(0, 0, 16, 12);
  paintNotch(ink, 16, 0, 12);
  return canvas;
}

function arrowSwatch(canvas) {
  const ink = inkOf(canvas, [22, 12]);
  paintArrow(ink, 11, { y: -2, height: 6 }, { y: 11, height: 0 });
  return canvas;
}

function tellMarks(moment) {
  const counts = onShow().map(({ ledger }) => ({ ...ledger.soFar(moment), away: ledger.awayAt(Math.min(state.shown, time.total - 1)) }));
  for (const item of document.querySelectorAll("#legend .mark")) {
    const told = counts.map((each) => write.number(each[item.dataset.kind])).join(" · ");
    item.querySelector("b").textContent = item.dataset.kind === "away" ? told : text("times_so_far", { counts: told });
  }
}

function tellLegend(moment) {
  tellMarks(moment);
  const counts = onShow().map(({ ledger }) => peopleNow(ledger, moment));
  for (const button of document.querySelectorAll("#legend button")) {
    const number = Number(button.dataset.category);
    button.querySelector("b").textContent = counts.map((each) => each[number]).join(" · ");
  }
}
