/* What the chat page does when a question was not answered. Gradio covers the conversation and, once the server was
   out of reach, never asks again; here one line says what happened, in the page's language, and the page waits until
   the server is back, opens anew and asks again: the last questions first, so that a follow-up has what it follows. */
(() => {
  "use strict";

  const LOOK_EVERY_MS = 2000;
  const ASKED_AGAIN = 3; // earlier questions; `MAX_REPLAYED` on the server
  const find = (selector) => document.querySelector(selector);
  const texts = (selector) => [...document.querySelectorAll(selector)];
  const value = (id) => find(`#${id} textarea, #${id} input`)?.value.trim() || "";

  let started = ""; // the starter question that was clicked last
  let waiting = false;
  const told = new WeakSet(); // messages that were passed on

  /** Say it over the box, where the question still stands. */
  function say(sentence) {
    let line = find(".hb-trouble");
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "hb-trouble" });
      line.setAttribute("role", "alert");
      find("#hb-box").before(line);
    }
    line.textContent = sentence;
  }

  /** Return where the page goes to ask what was not answered, after what was asked before it. */
  function again() {
    const linked = new URLSearchParams(value("hb-address")).get("q"); // emptied once it is answered
    const typed = value("hb-question");
    const asked = linked || typed || started;
    const earlier = texts("#hb-chat .user-row [data-testid=user]").map((row) => row.innerText.trim());
    const query = new URLSearchParams([...earlier.slice(-ASKED_AGAIN), asked].filter(Boolean).map((text) => ["q", text]));
    if (typed && typed !== asked) query.set("draft", typed);
    return `${location.pathname}?${query}`;
  }

  function wait() {
    if (waiting) return;
    waiting = true;
    say(find("#hb-head").dataset.away);
    const look = setInterval(async () => {
      const ready = await fetch("/api/v1/ready").then((response) => response.ok, () => false);
      if (!ready || !waiting) return;
      waiting = false;
      clearInterval(look);
      location.replace(again()); // with what the reader has changed meanwhile
    }, LOOK_EVERY_MS);
  }

  function listen() {
    for (const message of texts(".toast-body.error [data-testid=toast-text]")) {
      if (told.has(message)) continue;
      told.add(message);
      if (/connection/i.test(message.textContent)) wait();
      else if (!waiting) say(message.textContent.trim());
    }
  }

  const app = find("gradio-app");
  if (!app) return; // the article alone
  document.addEventListener("click", (event) => {
    const starter = event.target.closest(".hb-starter");
    if (starter) started = starter.textContent.trim();
  });
  new MutationObserver(listen).observe(document.body, { childList: true, subtree: true, characterData: true });
})();
