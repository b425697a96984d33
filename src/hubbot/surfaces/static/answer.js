/* An answer's own buttons: copy the words with their source, say whether it helped. */
(() => {
  "use strict";

  const COPIED_MS = 1600;
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  async function copy(button) {
    const text = find(".hb-plain", button.parentNode).textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea"); // a page without https has no clipboard
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.dataset.label ??= button.textContent; // a second click finds "copied"
    button.textContent = find(".hb-copied", button.parentNode).textContent;
    setTimeout(() => (button.textContent = button.dataset.label), COPIED_MS);
  }

  async function vote(button) {
    const answer = button.closest(".hb-answer");
    const rows = all("#hb-chat .message-row");
    const row = rows.indexOf(button.closest(".message-row"));
    const choice = (chosen) => {
      for (const other of all(".hb-vote", answer)) {
        other.classList.toggle("hb-on", other === chosen);
        other.setAttribute("aria-pressed", String(other === chosen));
      }
    };
    choice(button);
    try {
      const response = await fetch("/feedback", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          question: (rows[row - 1]?.textContent || "").trim().slice(0, 4000),
          answer: (find(".hb-short, .hb-words, .hb-says", answer)?.textContent || "").slice(0, 8000),
          citations: all(".hb-cite", answer).slice(0, 50).map((link) => link.getAttribute("href")),
          helpful: button.classList.contains("hb-up"),
        }),
      });
      if (!response.ok) choice(null);
    } catch {
      choice(null);
    }
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest(".hb-copy, .hb-vote");
    if (button) (button.matches(".hb-copy") ? copy : vote)(button);
  });
})();
