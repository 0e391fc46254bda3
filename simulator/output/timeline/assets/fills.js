// How categories are filled: a colour, or a pattern in two.

const PATTERN = 8; // CSS pixels

/** For each category its fill: a colour, or a pattern in two. */
function fillsOf(categories, ratio) {
  return categories.map((look) => {
    const tile = document.createElement("canvas");
    tile.width = tile.height = PATTERN * ratio;
    const ink = tile.getContext("2d");
    ink.scale(ratio, ratio);
    ink.fillStyle = look.face;
    ink.fillRect(0, 0, PATTERN, PATTERN);
    if (!look.hatch) return { plain: look.face, pattern: look.face, tile };
    ink.strokeStyle = ink.fillStyle = look.ink;
    ink.lineWidth = 1.1;
    hatch(ink, look.hatch[0]);
    const pattern = ink.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / ratio));
    return { plain: look.face, pattern, tile };
  });
}

function hatch(ink, kind) {
  const p = PATTERN;
  const lines = {
    "/": [[-2, 2, 2, -2], [-2, p + 2, p + 2, -2], [p - 2, p + 2, p + 2, p - 2]],
    "\\": [[-2, -2, p + 2, p + 2], [p - 2, -2, p + 2, 2], [-2, p - 2, 2, p + 2]],
    "|": [[p / 4, 0, p / 4, p], [(3 * p) / 4, 0, (3 * p) / 4, p]],
    "-": [[0, p / 4, p, p / 4], [0, (3 * p) / 4, p, (3 * p) / 4]],
    "+": [[p / 2, 0, p / 2, p], [0, p / 2, p, p / 2]],
  };
  lines.x = [...lines["/"], ...lines["\\"]];
  ink.beginPath();
  for (const [x0, y0, x1, y1] of lines[kind] ?? []) {
    ink.moveTo(x0, y0);
    ink.lineTo(x1, y1);
  }
  ink.stroke();
  for (const [x, y] of [[2, 2], [6, 6]]) {
    ink.beginPath();
    ink.arc(x, y, kind === "o" ? 1.6 : 1, 0, 2 * Math.PI);
    if (kind === ".") ink.fill();
    if (kind === "o") ink.stroke();
  }
}
