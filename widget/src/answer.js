// An answer as elements. The article's words stand in elements of their own (.words), letter for letter;
// quotation marks, dots and everything else beside them is hubbot's.
import { el, fill, webAddress } from "./dom.js";
import { fragmentAddress } from "./highlight.js";
import { phrasesFor } from "./phrases.js";
import { slice, surroundings } from "./spans.js";

const MAX_CLOSEST = 2; // more reads like an answer
const MAX_OPEN = 3; // statements of one person shown at once; the rest is folded
const MAX_SHORT = 60; // characters; a longer sentence of ours is not shouted
const MAX_SUGGESTIONS = 4;

/**
 * Return one answer, or one silence.
 *
 * `articles` maps document ids to the API's documents (or null); `act` holds what the buttons do:
 * cite(citation, link), ask(question), askAsTyped(), copy(text, button), vote(helpful), page(citation); where it
 * says `several`, each source names its article.
 */
export function answerElement(answer, articles, act) {
  const words = phrasesFor(answer.language);
  const view = { answer, articles, act, words };
  return el(
    "div", { class: `answer${answer.abstained ? " silent" : ""}`, lang: words.code, dir: "ltr" },
    searchedFor(view),
    ...(answer.abstained ? silence(view) : spoken(view)),
    foot(view),
    followUps(view),
  );
}

/** Return the sentence in which an answer is announced, once. */
export function announcement(answer) {
  const words = phrasesFor(answer.language);
  if (answer.abstained) return [words.silent, reasonOf(answer, words)].join(" ").trim();
  const [first] = answer.citations;
  const short = answer.answer && !answer.citations.some(({ text }) => text === answer.answer) ? `${answer.answer}.` : "";
  const source = first && [who(first), first.kind === "reported" && words.reported, first.section].filter(Boolean).join(", ");
  return [short, first?.text, source && `(${source})`].filter(Boolean).join(" ");
}

function spoken({ answer, words, ...rest }) {
  const view = { answer, words, ...rest };
  let passages = answer.citations.filter(({ kind }) => kind !== "heading");
  const notes = answer.notes.map((note) => el("p", { class: "note", dir: "auto" }, note));
  if (answer.table) {
    return [short(view), table(view), ...notes, folded(fill(words.passages, { count: passages.length }), passages, view)];
  }
  if (!passages.length) passages = answer.citations;
  const open = answer.kind === "speech" ? MAX_OPEN : 1; // what somebody said is all of it the answer
  const more = passages.length - open;
  const title = more === 1 ? words.more : fill(words.more_many, { count: more });
  return [
    short(view),
    ...passages.slice(0, open).map((citation) => passage(citation, view)),
    folded(title, passages.slice(open), view),
    ...notes,
  ];
}

/** The short answer: large where it is the article's word, plain where it is ours. */
function short({ answer }) {
  const text = answer.answer;
  if (!text || answer.citations.some((citation) => citation.text === text)) return null;
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const printed = new RegExp(`(?<![\\p{L}\\p{N}_])(?<!\\d[.,])${literal}(?![\\p{L}\\p{N}_]|[.,]\\d)`, "u"); // "5" is not in "475,272"
  const places = answer.citations.flatMap(({ text, section, city, country, speaker }) => [text, section, city, country, speaker]);
  let style = "says";
  if (places.some((place) => place && printed.test(place))) style = "short";
  else if (text.length > MAX_SHORT) {
    if (answer.table && isRepeated(text, answer.table)) return null;
  } else if (answer.citations.length) style = "short ours";
  return el("p", { class: style, dir: "auto" }, text);
}

/** Say whether a list of figures only says what its table shows. */
function isRepeated(text, { rows }) {
  const shown = rows.flat().map((cell) => cell.text).join(" ");
  const figures = text.match(/\d[\d.,]*/g) ?? [];
  return figures.length > 0 && figures.every((figure) => shown.includes(figure.replace(/[.,]+$/, "")));
}

function reasonOf(answer, words) {
  let reason = (answer.reason ?? "").replace(words.silent, "").trim();
  if (reason.startsWith(words.subject)) {
    reason = words.pronoun + reason.slice(words.subject.length);
    reason = reason.charAt(0).toUpperCase() + reason.slice(1);
  }
  return reason;
}

function silence(view) {
  const { answer, words } = view;
  return [
    el("p", { class: "says", dir: "auto" }, el("strong", null, words.silent), " ", reasonOf(answer, words)),
    answer.closest.length > 0 &&
      el(
        "section", { class: "closest", "aria-label": words.closest },
        el("p", { class: "label" }, words.closest),
        ...answer.closest.slice(0, MAX_CLOSEST).map((citation) => passage(citation, view)),
      ),
    ...answer.notes.map((note) => el("p", { class: "note", dir: "auto" }, note)),
  ];
}

function searchedFor({ answer, act, words }) {
  const searched = answer.standalone_question?.trim();
  if (!searched || searched === answer.question.trim()) return null;
  return el(
    "p", { class: "searched" }, `${words.searched} `, el("em", { dir: "auto" }, searched), " ",
    el("button", { class: "icon", type: "button", title: words.as_typed, "aria-label": words.as_typed, on: { click: act.askAsTyped } }, "✕"),
  );
}

function passage(citation, view) {
  const { articles, words } = view;
  const article = articles.get(citation.document_id);
  const [before, after] = typography(citation, article);
  return el(
    "figure", { class: `passage kind-${citation.kind}`, dir: "auto" },
    el(
      "blockquote", { lang: article?.language ?? null },
      before && el("span", { class: "marks" }, before),
      el("span", { class: "words" }, ...bold(citation)),
      after && el("span", { class: "marks" }, after),
    ),
    el("figcaption", null, ...source(citation, view, words)),
  );
}

/** The words, with the parts that decide in bold; offsets count code points of the document. */
function bold({ text, start, highlights }) {
  const pieces = [];
  let done = 0;
  for (const [from, to] of [...highlights].sort((a, b) => a[0] - b[0])) {
    const left = Math.max(from - start, done);
    const right = to - start;
    if (right <= left) continue;
    pieces.push(slice(text, done, left), el("b", null, slice(text, left, right)));
    done = right;
  }
  return [...pieces, slice(text, done)];
}

/** What stands before and after the words: quotation marks for speech, dots where a sentence was narrowed. */
function typography(citation, article) {
  const { text, kind } = citation;
  const { cutBefore, cutAfter } = surroundings(citation, article);
  const before = cutBefore ? "… " : "";
  const after = cutAfter ? " …" : "";
  const itsOwn = /^["“„«]/.test(text) && /["”“»]$/.test(text);
  return kind === "quote" && !itsOwn ? [`“${before}`, `${after}”`] : [before, after];
}

function who({ speaker, speaker_role: role }) {
  return [speaker, role].filter(Boolean).join(", ");
}

function source(citation, view, words) {
  const parts = [];
  if (citation.speaker) {
    parts.push([
      el("bdi", { class: "who" }, who(citation)),
      citation.kind === "reported" && [" ", el("span", { class: "reported" }, words.reported)],
    ].flat());
  }
  parts.push([cite(citation.section || words.opening, citation, view)]);
  if (view.act.several && citation.title !== citation.section) parts.push([el("bdi", { class: "title" }, citation.title)]);
  return parts.flatMap((part, index) => (index ? [el("span", { class: "dot" }, " · "), ...part] : part));
}

/** A link to the words: where they were published, or on the server's page; a click marks them on this page. */
function cite(text, citation, { act, words }) {
  const link = el(
    "a", {
      class: "cite", dir: "auto", target: "_blank", rel: "noopener", title: words.show,
      href: publishedAt(citation) ?? act.page(citation),
    }, text,
  );
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // the reader wants a tab
    event.preventDefault();
    act.cite(citation, link);
  });
  return link;
}

/** The address that opens the published article at the words, or null. */
export function publishedAt({ link, url, text }) {
  const address = webAddress(url);
  return webAddress(link) ?? (address && fragmentAddress(address, text));
}

function folded(title, citations, view) {
  if (!citations.length) return null;
  return el("details", { class: "more" }, el("summary", null, title), ...citations.map((citation) => passage(citation, view)));
}

function table(view) {
  const { answer: { table: { columns, rows }, citations }, words } = view;
  const numeric = columns.map((_, column) => {
    const digits = rows.filter((row) => /^[\s$€£≈~+\-−]*\d/.test(row[column]?.text ?? "")).length;
    return digits * 2 > rows.length ? "number" : null;
  });
  const cell = ({ text, citation }, column) => {
    const cited = citations[citation];
    const shown = cited ? cite(text, cited, view) : el("span", { class: "ours", dir: "auto" }, text);
    return column ? el("td", { class: numeric[column] }, shown) : el("th", { scope: "row" }, shown);
  };
  return el(
    "div", { class: "scroll", tabindex: "0", role: "group", "aria-label": words.table },
    el(
      "table", null,
      el("caption", { class: "sr" }, words.table),
      el("thead", null, el("tr", null, ...columns.map((name, column) =>
        name ? el("th", { scope: "col", class: numeric[column], dir: "auto" }, name) : el("td", null)))),
      el("tbody", null, ...rows.map((row) => el("tr", null, ...row.map(cell)))),
    ),
  );
}

function foot(view) {
  const { answer, act, words } = view;
  const copies = answer.citations.some(({ kind }) => kind !== "heading");
  const vote = (helpful, label, arrow) =>
    el("button", { type: "button", class: "icon", "aria-label": label, title: label, "aria-pressed": "false", on: { click: (event) => act.vote(helpful, event.currentTarget) } }, arrow);
  return el(
    "div", { class: "foot" },
    copies && el("button", { type: "button", class: "text", on: { click: (event) => act.copy(copyText(view), event.currentTarget, words) } }, words.copy),
    el("span", { class: "votes" }, `${words.helpful} `, vote(true, words.yes, "↑"), vote(false, words.no, "↓")),
  );
}

function followUps({ answer, act, words }) {
  if (!answer.suggestions.length) return null;
  return questionList(answer.suggestions.slice(0, MAX_SUGGESTIONS), words.follow_ups, act.ask);
}

/** Questions to click. */
export function questionList(questions, label, ask) {
  return el(
    "ul", { class: "next", "aria-label": label },
    ...questions.map((question) =>
      el("li", null, el("button", { type: "button", class: "chip", dir: "auto", on: { click: () => ask(question) } }, question))),
  );
}

/** The cited words with their source, as plain text. */
function copyText({ answer, articles, act, words }) {
  return answer.citations
    .filter(({ kind }) => kind !== "heading")
    .map((citation) => {
      const article = articles.get(citation.document_id);
      const [before, after] = typography(citation, article);
      const reported = citation.kind === "reported" && who(citation) ? ` (${words.reported})` : "";
      const makers = [citation.author, citation.publisher, article?.title_is_ours && words.ours].filter(Boolean).join(", ");
      const title = makers ? `${citation.title} (${makers})` : citation.title;
      const address = publishedAt(citation) ?? act.addressOf(citation);
      const section = citation.section !== citation.title && citation.section;
      const from = [who(citation) + reported, section, title, address].filter(Boolean).join(" · ");
      return `${before}${citation.text}${after}\n— ${from}`;
    })
    .join("\n\n");
}
