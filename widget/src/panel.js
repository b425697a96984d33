// The box that the chat stands in: where it is, what has the focus, and how it makes room for marked words.
import css from "./chat.css";
import { el } from "./dom.js";
import { boxOf, bringIntoView } from "./highlight.js";

const SMALL = matchMedia("(max-width: 599px), (max-height: 479px)"); // the chat takes the window, and the focus
const DOCKED = 0.44; // of the window's height, as in chat.css
const NARROWEST = 300; // pixels in which an answer can still be read
const MARGIN = 12; // pixels between marked words and the chat

export class Panel {
  constructor(host, words, { ask, clear, close }) {
    this._host = host;
    this._button = host.button;
    this._inline = host.hasAttribute("inline");
    this._close = close;
    const icon = (symbol, label, click) =>
      el("button", { type: "button", class: "icon", "aria-label": label, title: label, on: { click } }, symbol);

    this.welcome = el("div", { class: "welcome" });
    this.log = el("div", { class: "log", role: "region", tabindex: "0", "aria-label": words.conversation });
    this._status = el("div", { class: "sr", role: "status" });
    this._input = el("textarea", { rows: "1", enterkeyhint: "send", "aria-label": words.question, placeholder: words.placeholder, dir: "auto" });
    this._send = el("button", { class: "send" }, words.send);
    const form = el("form", null, this._input, this._send);
    form.addEventListener("submit", (event) => (event.preventDefault(), ask(this._input.value)));
    this._input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      ask(this._input.value);
    });
    this._title = el("h2", { id: "title", tabindex: "-1", dir: "auto" }, this._button.textContent);
    this._larger = icon("⌃", words.larger, () => (this._dock(false), this.focus()));
    this._larger.classList.add("larger");
    this._box = el(
      this._inline ? "section" : "dialog", { class: this._inline ? "box inline" : "box", "aria-labelledby": "title", lang: words.code },
      el("div", { class: "head" }, this._title, this._larger, icon("↺", words.again, clear), icon("✕", words.close, close)),
      this.log, form, this._status,
    );
    this._box.hidden = this._inline;
    this._box.addEventListener("cancel", (event) => (event.preventDefault(), close()));
    this._box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const root = host.shadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    root.append(this._box);
    SMALL.addEventListener("change", () => this._isOpen && !this._inline && this._change());
    visualViewport?.addEventListener("resize", () => this._fit());
    visualViewport?.addEventListener("scroll", () => this._fit());
  }

  get _isOpen() {
    return this._button.ariaExpanded === "true";
  }

  /** Return false if it was open already. */
  open(quietly) {
    if (this._isOpen) return false;
    this._button.ariaExpanded = "true";
    if (this._inline) this._box.hidden = false;
    else this._appear();
    if (!quietly) this.focus();
    return true;
  }

  close() {
    if (!this._isOpen) return false;
    const focused = this._box.open || this._box.contains(this._host.shadowRoot.activeElement); // open: it is modal
    this._dock(false, true);
    if (this._inline) this._box.hidden = true;
    else this._hide();
    this._button.ariaExpanded = "false";
    if (focused) this._button.focus({ preventScroll: true });
    return true;
  }

  /** Small windows get a modal dialog: the browser keeps the focus in it. Others get the same box beside the page. */
  _appear() {
    this._box.inert = true; // else it would take the focus, also where the page opens it by itself
    if (SMALL.matches && !this._docked) this._box.showModal();
    else {
      this._box.popover = "manual"; // above everything, whatever the page's layers
      this._box.showPopover();
    }
    this._box.inert = false;
    this._fit();
  }

  _hide() {
    if (this._box.open) this._box.close();
    else this._box.hidePopover();
    this._box.popover = null;
    this._box.removeAttribute("style");
  }

  /** Keep a modal box above a phone's keyboard. */
  _fit() {
    if (!this._box.open || !visualViewport) return;
    this._box.style.setProperty("--seen", `${visualViewport.height}px`);
    this._box.style.setProperty("--top", `${visualViewport.offsetTop}px`);
  }

  focus() {
    // a keyboard that comes up by itself hides half of a phone's window
    const target = matchMedia("(pointer: coarse)").matches ? this._title : this._input;
    target.focus({ preventScroll: true });
  }

  busy(busy) {
    this._send.setAttribute("aria-disabled", String(busy));
    this.log.setAttribute("aria-busy", String(busy));
  }

  /** The question is on its way: the next can be typed. */
  taken() {
    this._input.value = "";
    this._box.style.width = "";
    this._dock(false);
  }

  /** Put a question back that got no answer, unless another was begun. */
  giveBack(question) {
    this._input.value ||= question;
  }

  /** Have a screen reader say it, once. */
  say(sentence) {
    this._status.textContent = sentence;
  }

  /** Scroll the conversation, and nothing else, to the head of a turn. */
  showTurn(element) {
    const top = element.getBoundingClientRect().top - this.log.getBoundingClientRect().top;
    this.log.scrollTop += top - 8;
  }

  /** Keep what was clicked in sight where the box has become smaller. */
  keepInSight(link) {
    const seen = this.log.getBoundingClientRect();
    const { top, bottom } = link.getBoundingClientRect();
    if (top < seen.top || bottom > seen.bottom) this.showTurn(link.closest("figure, tr") ?? link);
  }

  /** Bring ranges of the page into view where the chat does not cover them. */
  makeRoom(ranges) {
    let height = innerHeight;
    if (!this._inline && this._isOpen) {
      if (SMALL.matches) this._dock(true);
      else this._step(boxOf(ranges));
      if (this._docked) height *= 1 - DOCKED;
    }
    bringIntoView(ranges, height);
  }

  /** Stand beside words, narrower or on the other side if need be, or below them where both sides are theirs. */
  _step(words) {
    this._dock(false);
    for (const aside of [false, true]) {
      this._box.classList.toggle("aside", aside);
      this._box.style.width = "";
      const box = this._box.getBoundingClientRect();
      const atLeft = box.left < innerWidth - box.right;
      const space = atLeft ? words.left - MARGIN - box.left : box.right - MARGIN - words.right;
      if (space < NARROWEST) continue;
      if (space < box.width) this._box.style.width = `${space}px`;
      return;
    }
    this._box.classList.remove("aside");
    this._dock(true);
  }

  /** Take the lower part of the window only; `silently` while closing. */
  _dock(docked, silently) {
    if (Boolean(this._docked) === docked || this._inline) return;
    this._docked = docked;
    this._box.style.width = "";
    this._box.classList.toggle("docked", docked);
    if (SMALL.matches && !silently) this._change();
  }

  /** From modal to beside the page, or back; the focus stays where it is. */
  _change() {
    const focused = this._host.shadowRoot.activeElement;
    this._hide();
    this._appear();
    focused?.focus({ preventScroll: true });
  }
}
