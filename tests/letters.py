"""How large letters are in a browser: those that are painted, and those that are written."""

from __future__ import annotations

PAINTED = """window.painted = new Set();
const { fillText } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  window.painted.add(parseFloat(this.font.match(/[\\d.]+px/)[0]));
  return fillText.call(this, text, ...rest);
};"""
SMALL = """(least) => {
  const found = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const isSeen = element.getClientRects().length && !element.closest('.unseen, .sheet');
    const says = [...element.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (isSeen && says && size < least) found.add(`${element.textContent.trim()}: ${size}`);
  }
  return [...found];
}"""
