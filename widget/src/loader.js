// All that a page loads before a reader opens the chat: the button, and the element that fetches the rest.
// Every reader of the page pays for every byte of it.
import css from "./loader.css";

const page = document;
const name = "hubbot-chat";
const elements = customElements;
const script = page.currentScript;
const { src, dataset } = script ?? { dataset: {} };
const labels = { es: "Pregunte a este artículo", pt: "Pergunte a este artigo" };

class HubbotChat extends HTMLElement {
  again = "";

  connectedCallback() {
    if (this.button) return this.chat?.close(); // moved in the page, not new: the browser has closed the box
    const said = (attribute) => this.getAttribute(attribute);
    const sheet = new CSSStyleSheet();
    const root = this.attachShadow({ mode: "open" });
    const button = (this.button = page.createElement("button"));
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    root.append(button);
    this.style.setProperty("--hubbot-accent", said("accent")); // null leaves the page's own
    this.base = new URL(".", said("src") ?? src).href;
    this.language = said("language") ?? page.documentElement.lang;
    button.className = "pill";
    button.ariaExpanded = false;
    button.textContent = said("label") ?? labels[this.language.slice(0, 2)] ?? "Ask this article";
    button.onclick = () => this.open();
    if (said("open") !== null) this.open(true);
  }
}

// Load the chat, once, and hand on; a failed load is tried under a new address, for browsers remember failures.
for (const verb of ["open", "close", "ask", "clear"]) {
  HubbotChat.prototype[verb] = async function (given) {
    try {
      this.chat ??= (await import(`${this.base}widget/chat.js?v=${VERSION}${this.again}`)).mount(this);
    } catch (detail) {
      this.again += "&";
      this.button.textContent += " ⟳";
      this.dispatchEvent(new CustomEvent("hubbot:error", { detail, bubbles: true }));
    }
    return this.chat?.[verb](given);
  };
}
elements.get(name) || elements.define(name, HubbotChat);

// A script with data-document puts an element there: each data-NAME becomes its attribute.
if (dataset.document !== undefined) {
  const element = page.createElement(name);
  for (const key in dataset) element.setAttribute(key, dataset[key]);
  const place = () => (dataset.inline === undefined ? page.body.append(element) : script.after(element));
  page.body ? place() : addEventListener("DOMContentLoaded", place);
}
