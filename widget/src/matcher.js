// Finds cited words on a page. Page and citation are folded to the same bare characters (no white space, no
// soft hyphens, straight quotes, no Markdown marks); every folded character remembers where it came from.

const DROPPED = /[\s\p{Cf}\uFE00-\uFE0F*_#`~|\\>]/u; // Cf: soft hyphen, zero width, bidirectional controls
const SINGLE = /[‘’‚‛′´ʼ]/;
const DOUBLE = /[“”„‟″«»]/;
const DASH = /[\p{Pd}−]/u;
const WORD = /[\p{L}\p{N}]/u;
const UNREAD =
  "script,style,noscript,template,textarea,select,option,iframe,object,svg,math annotation,rp,rt,hubbot-chat";
const REFERENCE = "sup,[role=doc-noteref]"; // a footnote's number stands in a sentence and is no word of it
const BREAKS = /^(BR|HR|IMG|TD|TH|LI|P|DIV)$/;
const ASIDE = "nav,aside,header,footer,figure,[role=navigation]";

const MAX_GAPS = 4; // insertions of the page within one citation: footnotes, "share this", an advertisement
const MAX_GAP = 80; // folded characters
const ANCHOR = 12; // characters that must agree after an insertion
const CONTEXT = 160;

/** Return the folded form of one code point: "" where it says nothing. */
function folded(character) {
  if (DROPPED.test(character)) return "";
  if (SINGLE.test(character)) return "'";
  if (DOUBLE.test(character)) return '"';
  if (DASH.test(character)) return "-";
  return character < "\x80" ? character : character.normalize("NFKD");
}

/** Text that is being folded, with the way back. Parallel arrays: one entry a folded character. */
class Folding {
  constructor() {
    this.nodes = []; // the text nodes, in order
    this.cut = []; // of a node: something that is no text of ours stands before it
    this.text = "";
    this.node = []; // index into nodes
    this.from = []; // offset in the node, in UTF-16 units
    this.to = [];
    this.gap = []; // white space or a block's edge before it
    this._gap = true;
    this._cut = false;
  }

  /** Note an edge between words. */
  edge() {
    this._gap = true;
  }

  /** Note something that is no text of ours: a range must not reach across it. */
  skip() {
    this._cut = true;
  }

  add(node, string) {
    const index = this.nodes.push(node) - 1;
    this.cut.push(this._cut);
    this._cut = false;
    const pieces = [];
    let last = this.text.at(-1);
    for (let at = 0; at < string.length; ) {
      const character = String.fromCodePoint(string.codePointAt(at));
      const next = at + character.length;
      const form = folded(character);
      if (!form && !/\p{Cf}/u.test(character)) this._gap = true;
      // a dash may be typed as two hyphens
      for (const piece of form === "-" && last === "-" ? "" : form) {
        if (DROPPED.test(piece)) continue; // a spacing accent folds to a space and its mark
        for (let unit = 0; unit < piece.length; unit += 1) {
          this.node.push(index);
          this.from.push(at);
          this.to.push(next);
          this.gap.push(this._gap);
          this._gap = false;
        }
        pieces.push(piece);
        last = piece;
      }
      at = next;
    }
    this.text += pieces.join("");
  }
}

/** Fold a string. */
export function fold(string) {
  const folding = new Folding();
  folding.add(null, string);
  return folding.text;
}

/** Fold what `root` shows; with `hidden`, also what stands in closed `<details>`. */
function read(root, hidden) {
  const folding = new Folding();
  const seen = new Map();
  const look = (element) => {
    if (!seen.has(element)) {
      const style = getComputedStyle(element);
      seen.set(element, {
        shown: hidden
          ? style.display !== "none" && style.visibility === "visible"
          : element.checkVisibility({ visibilityProperty: true }),
        inline: /^(inline|contents|ruby|none)/.test(style.display),
      });
    }
    return seen.get(element);
  };
  (function walk(parent) {
    for (const child of parent.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        if (look(parent).shown) folding.add(child, child.data);
        else folding.skip();
      } else if (child.nodeType === Node.ELEMENT_NODE) {
        if (child.matches(UNREAD) || child.matches(REFERENCE)) {
          folding.skip();
          continue;
        }
        if (hidden && !look(child).shown) continue; // what stands in it is hidden with it
        const edge = BREAKS.test(child.tagName) || !look(child).inline;
        if (edge) folding.edge();
        walk(child);
        if (edge) folding.edge();
      }
    }
  })(root);
  return folding;
}

/** Return what a Markdown source looks like once rendered. */
function rendered(markdown) {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)\s]*(?:\s+"[^"]*")?\)/g, "$1")
    .replace(/^[ \t]*(?:[-+*]|\d+[.)])[ \t]+/gm, "")
    .replace(/&(?:nbsp|#160);/g, " ").replace(/&amp;/g, "&").replace(/&lt;/g, "<").replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"').replace(/&#39;/g, "'");
}

/** Return every place where `needle` stands, as lists of [start, end) in folded characters. */
function everywhere(page, needle) {
  const found = [];
  for (let at = page.text.indexOf(needle); at >= 0; at = page.text.indexOf(needle, at + 1)) {
    found.push([[at, at + needle.length]]);
  }
  const whole = found.filter(([[start, end]]) => isWhole(page, start, end));
  return whole.length ? whole : needle.length > ANCHOR ? found : [];
}

/** Say whether a match begins and ends where words do: "23" is not in "223,398". */
function isWhole(page, start, end) {
  const joined = (at) =>
    at > 0 && at < page.text.length && !page.gap[at] &&
    ((WORD.test(page.text[at - 1]) && WORD.test(page.text[at])) ||
      (/\d[.,]\d/.test(page.text.slice(at - 2, at + 1)) || /\d[.,]\d/.test(page.text.slice(at - 1, at + 2))));
  return !joined(start) && !joined(end);
}

/** Like `everywhere`, also where the page has put something of its own between the words. */
function withInsertions(page, needle) {
  const found = [];
  const head = needle.slice(0, ANCHOR);
  if (needle.length < 2 * ANCHOR) return found;
  for (let at = page.text.indexOf(head); at >= 0; at = page.text.indexOf(head, at + 1)) {
    const parts = follow(page, needle, at);
    if (parts) found.push(parts);
  }
  return found;
}

function follow(page, needle, start) {
  const { text } = page;
  const parts = [];
  let from = start;
  let at = start;
  let done = 0;
  while (done < needle.length) {
    if (text[at] === needle[done]) {
      at += 1;
      done += 1;
      continue;
    }
    const [back, again] = parts.length < MAX_GAPS ? resume(page, needle, at, done, at - from) : [];
    if (back === undefined) return null;
    parts.push([from, at - back]);
    at = from = again;
    done -= back;
  }
  parts.push([from, at]);
  return parts;
}

/** Return [letters that belong to the insertion though they agree, where the words go on], or nothing. */
function resume(page, needle, at, done, matched) {
  const places = [];
  for (let back = 0; back <= Math.min(matched - 1, ANCHOR); back += 1) {
    const rest = needle.slice(done - back, done - back + ANCHOR);
    const offset = page.text.slice(at - back + 1, at + MAX_GAP + rest.length).indexOf(rest);
    if (offset >= 0) places.push([back, at - back + 1 + offset]);
  }
  return places.find(([back, again]) => page.gap[at - back] && page.gap[again]) ?? places[0] ?? [];
}

/** Say how alike the surroundings are: letters that agree next to the words, and pieces of five anywhere near. */
function likeness(page, start, end, before, after) {
  let score = 0;
  for (let n = 1; n <= CONTEXT && before.at(-n) !== undefined && before.at(-n) === page.text[start - n]; n += 1) score += 1;
  for (let n = 0; n < CONTEXT && after[n] !== undefined && after[n] === page.text[end + n]; n += 1) score += 1;
  return score + near(before.slice(-CONTEXT), page.text.slice(Math.max(0, start - 2 * CONTEXT), start)) +
    near(after.slice(0, CONTEXT), page.text.slice(end, end + 2 * CONTEXT));
}

function near(context, surroundings) {
  let pieces = 0;
  let shared = 0;
  for (let at = 0; at + 5 <= context.length; at += 5) {
    pieces += 1;
    if (surroundings.includes(context.slice(at, at + 5))) shared += 1;
  }
  return pieces ? (64 * shared) / pieces : 0;
}

/** Return the candidate that stands where the article has the words. */
function choose(page, candidates, before, after, earlier) {
  const scored = candidates.map((parts) => {
    const start = parts[0][0];
    const aside = page.nodes[page.node[start]].parentElement.closest(ASIDE) ? 8 : 0;
    return likeness(page, start, parts.at(-1)[1], before, after) - aside - 16 * (parts.length - 1);
  });
  const best = Math.max(...scored);
  // the same words in the same surroundings: by their order
  const distance = (index) => (scored[index] === best ? Math.abs(index - earlier) : Infinity);
  const index = candidates.reduce((chosen, _, other) => (distance(other) < distance(chosen) ? other : chosen), scored.indexOf(best));
  return candidates[index];
}

/** Return ranges for folded parts: one a stretch that nothing of the page's own interrupts. */
function toRanges(page, parts) {
  const ranges = [];
  for (const [start, end] of parts) {
    let first = start;
    for (let at = start + 1; at <= end; at += 1) {
      const done = at === end;
      if (!done && !cutBetween(page, page.node[at - 1], page.node[at])) continue;
      const range = document.createRange();
      range.setStart(page.nodes[page.node[first]], page.from[first]);
      range.setEnd(page.nodes[page.node[at - 1]], page.to[at - 1]);
      ranges.push(range);
      first = at;
    }
  }
  return ranges;
}

function cutBetween(page, left, right) {
  for (let node = left + 1; node <= right; node += 1) if (page.cut[node]) return true;
  return false;
}

/** Return where `words` are meant to stand on a folded page, as parts, or null. */
function locate(page, words, context) {
  const needle = fold(words);
  if (!needle) return null;
  const before = fold(context.before);
  const after = fold(context.after);
  const earlier = before.split(needle).length - 1;
  let candidates = everywhere(page, needle);
  const wanted = earlier + after.split(needle).length; // times that the article has these words
  if (candidates.length < wanted) { // where the page interrupts the words they count too
    const others = withInsertions(page, needle).filter((parts) => parts.length > 1);
    candidates = [...candidates, ...others].sort((a, b) => a[0][0] - b[0][0]);
  }
  if (candidates.length === wanted && needle.length > ANCHOR) return candidates[earlier]; // in the article's order
  if (candidates.length < 2) return candidates[0];
  return choose(page, candidates, before.slice(-2 * CONTEXT), after.slice(0, 2 * CONTEXT), earlier);
}

/**
 * Return the ranges in `root` that show `words`, or null.
 *
 * `context` is `{before, after}`, the article's text around the words: it decides between two places.
 */
export function find(root, words, context) {
  const { before, after } = context ?? { before: "", after: "" };
  for (const hidden of [false, true]) {
    const page = read(root, hidden);
    const parts = locate(page, words, { before, after }) ??
      locate(page, rendered(words), { before: rendered(before), after: rendered(after) });
    if (parts) return toRanges(page, parts);
  }
  return null;
}
