// The chat of one <hubbot-chat>: the conversation, and what its buttons do. Loaded when first opened.
import { announcement, answerElement, publishedAt, questionList } from "./answer.js";
import { AskError, Client } from "./client.js";
import { el, emit, fill } from "./dom.js";
import { fragmentAddress, mark, reveal, unmark, canHighlight } from "./highlight.js";
import { find } from "./matcher.js";
import { Panel } from "./panel.js";
import { phrasesFor } from "./phrases.js";
import { contextOf, paragraphOf } from "./spans.js";

export { find };

const MAX_HISTORY = 20; // turns; earlier ones say nothing about what is meant now
const COPIED_MS = 1600;
const chats = new WeakMap();

/** Return the chat of an element, made on the first call. */
export function mount(host) {
  if (!chats.has(host)) chats.set(host, new Chat(host));
  return chats.get(host);
}

class Chat {
  constructor(host) {
    this._host = host;
    this._client = new Client(host.base);
    this._words = phrasesFor(host.language);
    this._turns = [];
    this._articles = new Map();
    this._panel = new Panel(host, this._words, {
      ask: (question) => this.ask(question),
      clear: () => this.clear(),
      close: () => this.close(),
    });
  }

  get _document() {
    return this._host.getAttribute("document") || null;
  }

  /** Open; `quietly` without taking the focus, for a page that opens it by itself. */
  open(quietly) {
    if (!this._panel.open(quietly)) return;
    if (!this._welcomed) this._welcome();
    emit(this._host, "open");
  }

  close() {
    if (this._panel.close()) emit(this._host, "close");
  }

  /** Forget the conversation and what is marked in the page. */
  clear() {
    this._turns = [];
    unmark();
    this._welcome();
    this._panel.focus();
  }

  /** Ask, as if it had been typed. Resolves to the answer, or to null if there is none. */
  async ask(question) {
    const asked = String(question ?? "").trim();
    if (!asked || this._busy) return null;
    this.open(true);
    this._panel.welcome.hidden = true;
    const turn = { question: asked, element: el("div", { class: "turn" }, el("p", { class: "question", dir: "auto" }, asked)) };
    this._turns.push(turn);
    this._panel.log.append(turn.element);
    this._panel.taken();
    return this._answer(turn, false);
  }

  async _welcome() {
    this._welcomed = true;
    const { welcome, log } = this._panel;
    log.replaceChildren(welcome);
    welcome.hidden = false;
    const greeting = this._host.getAttribute("greeting") ?? this._words.greeting;
    welcome.replaceChildren(el("p", { class: "greeting", dir: "auto" }, greeting));
    if (this._document) this._client.document(this._document); // its words are wanted with the first answer
    const questions = await this._client.suggestions(this._document);
    if (questions.length && welcome.childElementCount === 1) {
      welcome.append(el("p", { class: "label" }, this._words.starters), questionList(questions, this._words.starters, (asked) => this.ask(asked)));
    }
  }

  /** Fill a turn with its answer, or with what went wrong and a way to ask again. */
  async _answer(turn, verbatim) {
    const before = this._turns.slice(0, this._turns.indexOf(turn)).filter((earlier) => earlier.answer);
    const history = before.slice(-MAX_HISTORY).map(({ question }) => ({ question }));
    const waiting = el("p", { class: "waiting" }, this._words.waiting);
    turn.element.replaceChildren(turn.element.firstChild, waiting);
    this._panel.showTurn(turn.element);
    this._busy = true;
    this._panel.busy(true);
    emit(this._host, "question", { question: turn.question });
    try {
      const answer = await this._client.ask(turn.question, history, this._document, verbatim);
      await this._readArticles(answer);
      turn.answer = answer;
      this._show(turn, answer);
      return answer;
    } catch (error) {
      this._fail(turn, error, verbatim);
      return null;
    } finally {
      this._busy = false;
      this._panel.busy(false);
      this._panel.showTurn(turn.element);
    }
  }

  _show(turn, answer) {
    const element = answerElement(answer, this._articles, {
      cite: (citation, link) => this._cite(citation, link),
      ask: (question) => this.ask(question),
      askAsTyped: () => this._busy || this._answer(turn, true),
      copy: (text, button, words) => copy(text, button, words),
      vote: (helpful, button) => this._vote(answer, helpful, button),
      page: (citation) => this._client.page(citation),
      several: !this._document && answer.index?.documents > 1,
      addressOf: (citation) => (this._find(citation) ? location.href.split("#")[0] : null),
    });
    turn.element.replaceChildren(turn.element.firstChild, element);
    this._panel.say(announcement(answer));
    emit(this._host, "answer", { answer });
  }

  async _readArticles(answer) {
    const ids = new Set([...answer.citations, ...answer.closest].map((citation) => citation.document_id));
    await Promise.all([...ids].map(async (id) => this._articles.set(id, await this._client.document(id))));
  }

  _fail(turn, error, verbatim) {
    const words = this._words;
    const seconds = error.seconds || 5;
    const sentence = !(error instanceof AskError) || (error.kind === "refused" && error.status >= 500)
      ? words.failed
      : error.kind === "busy" ? fill(words.busy, { seconds }) : error.kind === "offline" ? words.offline : error.detail || words.failed;
    const again = el("button", { type: "button", class: "chip", on: { click: () => this._busy || this._answer(turn, verbatim) } }, words.retry);
    turn.element.replaceChildren(turn.element.firstChild, el("div", { class: "answer error" }, el("p", { class: "says", dir: "auto" }, sentence), again));
    this._panel.giveBack(turn.question);
    this._panel.say(sentence);
    emit(this._host, "error", { message: sentence, status: error.status ?? 0, question: turn.question });
  }

  /* ---------- citations ---------- */

  get _scope() {
    try {
      return document.querySelector(this._host.getAttribute("scope")) ?? document.body;
    } catch {
      return document.body; // no selector
    }
  }

  _find(citation) {
    return find(this._scope, citation.text, contextOf(citation, this._articles.get(citation.document_id)));
  }

  _cite(citation, link) {
    const ranges = this._find(citation);
    if (!emit(this._host, "cite", { citation, found: Boolean(ranges), ranges: ranges ?? [] })) return;
    for (const other of this._panel.log.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    if (ranges) {
      reveal(ranges[0]);
      this._panel.makeRoom(ranges);
      this._panel.keepInSight(link);
      if (canHighlight()) {
        mark(ranges, this._host);
        this._panel.say(fill(this._words.shown, { words: citation.text }));
        return;
      }
    }
    this._showPassage(citation, link, Boolean(ranges));
  }

  /** Show the words in their paragraph, in the chat, with a link to where they stand. */
  _showPassage(citation, link, here) {
    const words = this._words;
    const under = link.closest("figure, .scroll");
    under.parentNode.querySelector(":scope > .paragraph")?.remove();
    const [before, text, after] = paragraphOf(citation, this._articles.get(citation.document_id));
    const published = publishedAt(citation) ?? (here ? fragmentAddress(location.href, text) : null);
    const sentence = here ? "" : `${words.elsewhere} `;
    under.after(el(
      "div", { class: "paragraph", role: "group", "aria-label": words.passage },
      el("p", { class: "label" }, sentence, el("a", {
        href: published ?? this._client.page(citation), target: "_blank", rel: "noopener",
      }, published ? words.published : words.at_server)),
      el("p", { class: "words", dir: "auto", tabindex: "0" }, before, el("mark", null, text), after),
    ));
    this._panel.say(`${sentence}${words.passage}: ${text}`);
  }

  async _vote(answer, helpful, button) {
    const buttons = [...button.parentNode.querySelectorAll("button")];
    const press = (chosen) => buttons.forEach((one) => one.setAttribute("aria-pressed", String(one === chosen)));
    press(button);
    try {
      await this._client.feedback(answer, helpful);
      emit(this._host, "feedback", { answer, helpful });
    } catch {
      press(null);
    }
  }
}

async function copy(text, button, words) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { "aria-hidden": "true", class: "sr" }); // a page without https has no clipboard
    area.value = text;
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = words.copied;
  setTimeout(() => (button.textContent = words.copy), COPIED_MS);
}
