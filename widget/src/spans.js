// Offsets of the contract count Unicode code points, a browser's strings UTF-16 units.

const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/;
const LONGEST_PARAGRAPH = 1500;

/** Return the UTF-16 offset of a code point offset. */
function units(text, points) {
  if (!PAIRS.test(text)) return points;
  let at = 0;
  for (let left = points; left > 0 && at < text.length; left -= 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

/** Like `text.slice`, in code points. */
export function slice(text, start, end) {
  return text.slice(units(text, start), end === undefined ? undefined : units(text, end));
}

/** Return [text, start, end] in UTF-16 units, or null where the article is another than the one cited. */
function located({ start, end, text, sha256 }, article) {
  if (!article || article.sha256 !== sha256) return null;
  const from = units(article.text, start);
  const to = units(article.text, end);
  return article.text.slice(from, to) === text ? [article.text, from, to] : null;
}

/** Return the article's text on both sides of a citation, `{before, after}`, or null. */
export function contextOf(citation, article) {
  const place = located(citation, article);
  if (!place) return null;
  const [text, from, to] = place;
  return { before: text.slice(0, from), after: text.slice(to) };
}

/** Return the paragraph of a citation as [before, words, after]; without the article, the words alone. */
export function paragraphOf(citation, article) {
  const place = located(citation, article);
  if (!place) return ["", citation.text, ""];
  const [text, from, to] = place;
  const start = Math.max(text.lastIndexOf("\n\n", from - 1) + 1, from - LONGEST_PARAGRAPH, 0);
  const edge = text.indexOf("\n\n", to);
  const end = Math.min(edge < 0 ? text.length : edge, to + LONGEST_PARAGRAPH);
  return [text.slice(start, from).trimStart(), citation.text, text.slice(to, end).trimEnd()];
}

/** Say on which sides a citation was narrowed: for a quote within its marks, else within its sentence. */
export function surroundings(citation, article) {
  if (/^(heading|paragraph|fact)$/.test(citation.kind) || !located(citation, article)) return {};
  const [before, words, after] = paragraphOf(citation, article);
  const line = (text) => text.replace(/[*_`]+/g, "");
  const left = line(before.split("\n").at(-1)).trimEnd();
  const right = line(after.split("\n")[0]).trimStart();
  if (citation.kind === "quote") {
    const opened = left.match(/["“„«]([^"“”„«»]*)$/);
    const closed = right.match(/^([^"“”„«»]*)["”“»]/);
    return { cutBefore: Boolean(opened?.[1].trim()), cutAfter: Boolean(closed?.[1].trim()) };
  }
  const begins = !left || /[.!?…:;][)\]"”’»]*$/.test(left) || /["“„«(]$/.test(left);
  const ends = !right || /[.!?…:;][)\]"”’»]*$/.test(words) || /^["”»)]/.test(right);
  return { cutBefore: !begins, cutAfter: !ends };
}
