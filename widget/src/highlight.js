// Marks ranges of the page without touching its elements, brings them into view, and makes addresses that do so.
import { still } from "./dom.js";

const NAME = "hubbot";
const PULSE_MS = 900;
const GROUND = "light-dark(#ffe9a3, #5c4a12)"; // by the colour scheme of the marked element
const INK = "light-dark(#1b1a17, #fff4d1)";
const PULSE = "hubbot-pulse";
let rules = null; // the page's rules for the two, in a sheet of ours

export const canHighlight = () => Boolean(globalThis.CSS?.highlights && globalThis.Highlight);

function highlightRules() {
  if (!rules) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`::highlight(${NAME}){}::highlight(${PULSE}){}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    rules = [...sheet.cssRules].map((rule) => rule.style);
  }
  return rules;
}

/** Mark `ranges` in the host's colours, instead of what was marked before. */
export function mark(ranges, host) {
  unmark();
  const [lasting, passing] = highlightRules();
  const colours = getComputedStyle(host);
  lasting.backgroundColor = colours.getPropertyValue("--hubbot-mark").trim() || GROUND;
  lasting.color = colours.getPropertyValue("--hubbot-mark-ink").trim() || INK;
  CSS.highlights.set(NAME, new Highlight(...ranges));
  if (!still()) pulse(passing, new Highlight(...ranges));
}

export function unmark() {
  for (const name of [NAME, PULSE]) {
    globalThis.CSS?.highlights?.get(name)?.clear(); // WebKit paints anew for this, not for the next
    globalThis.CSS?.highlights?.delete(name);
  }
}

/** Lay a stronger mark over it that fades, once: highlights take no transitions. Where colours hold, it just goes. */
function pulse(style, highlight) {
  const began = performance.now();
  highlight.priority = 1;
  CSS.highlights.set(PULSE, highlight);
  (function step(now) {
    if (CSS.highlights.get(PULSE) !== highlight) return;
    const left = 1 - (now - began) / PULSE_MS;
    style.backgroundColor = `rgb(240 165 0 / ${Math.max(0, 0.6 * left).toFixed(2)})`;
    if (left > 0) requestAnimationFrame(step);
    else {
      highlight.clear(); // as above
      CSS.highlights.delete(PULSE);
    }
  })(began);
}

/** Open what is folded around the words. */
export function reveal(range) {
  for (let at = range.startContainer.parentElement; at; at = at.parentElement) {
    if (at.localName === "details") at.open = true;
    if (at.hidden === "until-found") at.hidden = false;
  }
}

/** Return the smallest box around ranges. */
export function boxOf(ranges) {
  const boxes = ranges.flatMap((range) => [...range.getClientRects()]).filter((box) => box.width && box.height);
  const sides = (name, pick) => pick(...boxes.map((box) => box[name]));
  return new DOMRect(
    sides("left", Math.min), sides("top", Math.min),
    sides("right", Math.max) - sides("left", Math.min), sides("bottom", Math.max) - sides("top", Math.min),
  );
}

/** Scroll so that the ranges stand in the middle of the window's upper part of that `height`. */
export function bringIntoView(ranges, height) {
  const middle = (box, space) => Math.min(box.top + box.height / 2, box.top + space / 2 - 40);
  const element = ranges[0].startContainer.parentElement;
  for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (at === document.body || !/auto|scroll/.test(style.overflowY) || at.scrollHeight <= at.clientHeight) continue;
    const frame = at.getBoundingClientRect();
    at.scrollBy({ top: middle(boxOf(ranges), frame.height) - frame.top - frame.height / 2, behavior: "instant" });
  }
  const top = middle(boxOf(ranges), height) - height / 2;
  scrollBy({ top, behavior: still() ? "instant" : "smooth" });
}

/** Return `address` with the text fragment that makes a browser mark `words` there. */
export function fragmentAddress(address, words) {
  const encoded = (text) => encodeURIComponent(text).replace(/-/g, "%2D");
  const parts = words.trim().split(/\s+/);
  const directive = parts.length > 12
    ? `${encoded(parts.slice(0, 6).join(" "))},${encoded(parts.slice(-6).join(" "))}`
    : encoded(parts.join(" "));
  return `${address.split("#")[0]}#:~:text=${directive}`;
}
