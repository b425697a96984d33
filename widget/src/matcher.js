// Finds cited words on a page. Page and citation are folded to the same bare characters (no white space, no
// soft hyphens, straight quotes, no Markdown marks); every folded character remembers where it came from.

const PLAIN = /[^A-Za-z0-9.,;:!?()'"%$&@+=/]+/g; // all but the characters that fold to themselves
const DROPPED = /[\s\p{Cf}\uFE00-\uFE0F*_#`~|\\>]/u; // Cf: soft hyphen, zero width, bidirectional controls
const JOINED = /\p{Cf}/u; // what is dropped without parting two words
const SINGLE = /[‘’‚‛′´ʼ]/;
const DOUBLE = /[“”„‟″«»]/;
const DASH = /[\p{Pd}−]/u;
const WORD = /[\p{L}\p{N}]/u;
const UNREAD =
  "script,style,noscript,template,textarea,select,option,iframe,object,svg,math annotation,rp,rt,hubbot-chat";
const REFERENCE = "sup,[role=doc-noteref]"; // a footnote's number stands in a sentence and is no word of it
const INLINE = /^(A|ABBR|B|BDI|BDO|CITE|CODE|DATA|DEL|DFN|EM|FONT|I|INS|KBD|MARK|Q|S|SAMP|SMALL|SPAN|STRONG|SUB|TIME|U|VAR|WBR)$/;
const ASIDE = "nav,aside,header,footer,figure,[role=navigation]";

const MAX_GAPS = 4; // insertions of the page within one citation: footnotes, "share this", an advertisement
const MAX_GAP = 80; // folded characters
const ANCHOR = 12; // characters that must agree after an insertion
const SHORT = 5; // characters that may stand within other words, so that counting them says little
const CONTEXT = 160;

const forms = new Map(); // of code points that were folded before

/** Return the folded form of one code point: "" where it says nothing. */
function formOf(character) {
  let form = forms.get(character);
  if (form === undefined) {
    if (DROPPED.test(character)) form = "";
    else if (SINGLE.test(character)) form = "'";
    else if (DOUBLE.test(character)) form = '"';
    else if (DASH.test(character)) form = "-";
    // a spacing accent decomposes to a space and its mark
    else form = [...character.normalize("NFKD")].filter((part) => !DROPPED.test(part)).join("");
    forms.set(character, form);
  }
  return form;
}

/** Fold a string; a dash may be typed as several hyphens. */
export function fold(string) {
  return string.replace(PLAIN, (run) => {
    let forms = "";
    for (const character of run) forms += formOf(character);
    return forms.replace(/--+/g, "-");
  });
}

/** Fold a string with the way back: for each folded unit where it begins and ends, and whether words part before it. */
function foldSlowly(string, parted) {
  const from = [];
  const to = [];
  const gap = [];
  let last = "";
  for (let at = 0; at < string.length; ) {
    const character = String.fromCodePoint(string.codePointAt(at));
    const next = at + character.length;
    let form = formOf(character);
    if (!form && !JOINED.test(character)) parted = true;
    if (form === "-" && last === "-") form = "";
    // what says nothing between two hyphens does not make them two
    else if (form || character.trim()) last = form || last;
    for (let unit = 0; unit < form.length; unit += 1) {
      from.push(at);
      to.push(next);
      gap.push(parted);
      parted = false;
    }
    at = next;
  }
  return { from, to, gap };
}

/** What a page shows, folded. Only the text nodes that a match touches are folded with the way back. */
class FoldedPage {
  constructor() {
    this.text = "";
    this.nodes = [];
    this.starts = []; // of each node, in the folded text
    this.parted = []; // words part before the node
    this.cut = []; // something that is no text of ours stands before the node
    this._pieces = [];
    this._length = 0;
    this._parted = true;
    this._cut = false;
    this._slow = new Map();
  }

  /** Note an edge between words. */
  edge() {
    this._parted = true;
  }

  /** Note something that is no text of ours: a range must not reach across it. */
  skip() {
    this._cut = true;
  }

  add(node) {
    const piece = fold(node.data);
    if (piece) {
      this.nodes.push(node);
      this.starts.push(this._length);
      this.parted.push(this._parted);
      this.cut.push(this._cut);
      this._pieces.push(piece);
      this._length += piece.length;
      this._parted = this._cut = false;
    }
    const end = node.data.at(-1);
    if (end && !formOf(end) && !JOINED.test(end)) this._parted = true;
  }

  done() {
    this.text = this._pieces.join("");
    return this;
  }

  /** Return the index of the node that a folded unit comes from. */
  nodeAt(unit) {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Return [text node, offset where the unit begins, offset where it ends, words part before it]. */
  at(unit) {
    const index = this.nodeAt(unit);
    const node = this.nodes[index];
    if (!this._slow.has(index)) this._slow.set(index, foldSlowly(node.data, this.parted[index]));
    const { from, to, gap } = this._slow.get(index);
    const inside = unit - this.starts[index];
    return [node, from[inside], to[inside], gap[inside]];
  }

  /** Say whether words part before a folded unit. */
  partsAt(unit) {
    return unit >= this.text.length || this.at(unit)[3];
  }
}

/** Fold what `root` shows; with `hidden`, also what stands in closed `<details>`. */
function read(root, hidden) {
  const page = new FoldedPage();
  const shows = (element) => {
    if (!hidden) return element.checkVisibility({ visibilityProperty: true });
    const { display, visibility } = getComputedStyle(element);
    return display !== "none" && visibility === "visible";
  };
  (function walk(parent) {
    let shown; // asked only of elements that hold text
    for (const child of parent.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        if ((shown ??= shows(parent))) page.add(child);
        else page.skip();
      } else if (child.nodeType === Node.ELEMENT_NODE) {
        if (child.matches(UNREAD) || child.matches(REFERENCE)) page.skip();
        else if (hidden && !shows(child)) page.skip(); // what stands in it is hidden with it
        else {
          const edge = !INLINE.test(child.tagName);
          if (edge) page.edge();
          walk(child);
          if (edge) page.edge();
        }
      }
    }
  })(root);
  return page.done();
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
    at > 0 && at < page.text.length && !page.partsAt(at) &&
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
  return places.find(([back, again]) => page.partsAt(at - back) && page.partsAt(again)) ?? places[0] ?? [];
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
    const aside = page.at(start)[0].parentElement.closest(ASIDE) ? 8 : 0;
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
    const last = page.nodeAt(end - 1);
    let first = start;
    for (let node = page.nodeAt(start) + 1; node <= last + 1; node += 1) {
      if (node <= last && !page.cut[node]) continue;
      const stop = node > last ? end : page.starts[node];
      const range = document.createRange();
      const [head, from] = page.at(first);
      const [tail, , to] = page.at(stop - 1);
      range.setStart(head, from);
      range.setEnd(tail, to);
      ranges.push(range);
      first = stop;
    }
  }
  return ranges;
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
  if (candidates.length === wanted && needle.length > SHORT) return candidates[earlier]; // in the article's order
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
