/* The page around the chat: citations open the article at their words, links ask, Esc clears.
   Nothing is fetched from anywhere but this server, nothing is stored, no offset is counted here. */
(() => {
  "use strict";

  const LOOK_EVERY_MS = 200; // whether a question was answered
  const LOOKS_UNTIL_AGAIN = 8;
  const BUSY_AFTER_MS = 350; // an answer usually comes sooner, and then nothing should move
  const wide = window.matchMedia("(min-width: 900px)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const fill = (box, text) => {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  let opener = null; // what had the focus before the article took it
  let showing = 0; // the latest request for a place in the article; earlier ones are dropped
  let busy = 0;

  /* ---------- the article ---------- */

  async function show(link) {
    const turn = (showing += 1);
    opener = link;
    const response = await fetch(link.href, { headers: { accept: "text/html" } });
    if (!response.ok) throw Object.assign(new Error("no article"), { gone: response.status === 404 });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (turn !== showing) return;
    const fresh = find("#hb-article", page);
    const shown = find("#hb-article");
    if (fresh.dataset.document === shown.dataset.document) {
      find(".hb-page", shown).replaceChildren(...find(".hb-page", fresh).childNodes);
    } else {
      shown.replaceChildren(...fresh.childNodes);
      shown.dataset.document = fresh.dataset.document;
      const owner = find(".hb-owner"); // the page of the article alone has none, but a link to this one
      find(".hb-home", page).remove();
      find("#hb-head").replaceWith(find("#hb-head", page));
      if (owner) find(".hb-tools").prepend(owner);
    }
    openSheet();
    const mark = find("#hb-mark");
    const target = mark || find(".hb-page");
    if (mark) mark.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
    else target.scrollTop = 0;
    target.focus({ preventScroll: true });
  }

  function clearMark() {
    const marks = all("mark.hb-mark");
    for (const mark of marks) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
    for (const block of all(".hb-lit")) block.classList.remove("hb-lit");
    return marks.length > 0;
  }

  function openSheet() {
    if (wide.matches) return;
    const pane = find("#hb-article");
    if (!history.state?.sheet) history.pushState({ sheet: true }, ""); // the way back from it is not out of the chat
    document.body.classList.add("hb-sheet");
    pane.setAttribute("role", "dialog");
    pane.setAttribute("aria-modal", "true");
    setBehind(true);
  }

  function closeSheet() {
    const pane = find("#hb-article");
    document.body.classList.remove("hb-sheet");
    pane?.setAttribute("role", "complementary");
    pane?.removeAttribute("aria-modal");
    setBehind(false);
    if (history.state?.sheet) history.back();
  }

  function setBehind(behind) {
    for (const element of [find("#hb-head"), find("gradio-app")]) if (element) element.inert = behind;
    find(".hb-open")?.setAttribute("aria-expanded", String(behind));
  }

  function back() {
    closeSheet();
    if (opener?.isConnected) opener.focus(); // one from a panel is an address alone
    opener = null;
  }

  /* ---------- panels: what was understood, and the owner's ---------- */

  let changed = false; // another index answers than the one that this page shows

  /** Open a page of ours in a frame over the chat; each keeps its state until the chat page goes. */
  function openPanel(link) {
    const dialog = find("#hb-panels");
    const path = new URL(link.href).pathname;
    let frame = find(`iframe[data-path="${path}"]`, dialog);
    if (!frame) {
      frame = document.createElement("iframe");
      frame.dataset.path = path;
      dialog.append(frame);
    }
    if (frame.dataset.address !== link.href) {
      frame.src = link.href;
      frame.dataset.address = link.href;
    }
    frame.title = link.textContent;
    dialog.setAttribute("aria-label", link.textContent);
    for (const other of all("iframe", dialog)) other.hidden = other !== frame;
    closeSheet();
    dialog.showModal();
    frame.focus();
  }

  function startPanels() {
    const dialog = find("#hb-panels");
    // in another site's frame the owner's panel would refuse to show
    if (window.parent !== window) document.body.classList.add("hb-framed");
    find(".hb-leave", dialog).addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close(); // beside the panel
    });
    dialog.addEventListener("close", () => {
      if (changed) location.reload(); // title, article, starters and the list of documents are of the old index
    });
    window.addEventListener("hubbot:leave", () => dialog.close());
    window.addEventListener("hubbot:changed", () => (changed = true));
    window.addEventListener("hubbot:show", (event) => {
      dialog.close();
      if (!changed) showOrTell({ href: event.detail });
    });
  }

  /** Show the owner's button to whoever comes to /?owner, or has opened the panel in this tab before. */
  function showOwner(wanted) {
    let known = null;
    try {
      known = sessionStorage.getItem("hubbot-owner");
    } catch {
      // a browser that lets this page keep nothing
    }
    const owner = find(".hb-owner");
    if (owner) owner.hidden = !known && !wanted.has("owner");
  }

  function showOrTell(link) {
    const say = (sentence) => (find(".hb-status").textContent = sentence);
    return show(link).then(() => say(""), ({ gone }) => say(gone ? find(".hb-status").dataset.gone : find(".hb-status").title));
  }

  /* ---------- asking ---------- */

  function ask(search) {
    const box = () => find("#hb-address textarea, #hb-address input");
    if (!box()) return;
    const send = () => {
      fill(box(), search);
      setTimeout(() => find("button#hb-go, #hb-go button").click()); // after the page has taken the address in
    };
    setBusy();
    send();
    let looks = 0;
    const look = setInterval(() => {
      looks += 1;
      if (box().value !== search || find(".toast-body.error")) {
        clearInterval(look); // also where the same words stand in the same place: nothing has changed then
        setIdle();
      } else if (looks % LOOKS_UNTIL_AGAIN === 0) {
        send(); // a page that is just opening does not hear it; one that has heard it does not take it twice
      }
    }, LOOK_EVERY_MS);
  }

  function setBusy() {
    clearTimeout(busy);
    busy = setTimeout(() => document.body.classList.add("hb-busy"), BUSY_AFTER_MS);
  }

  function setIdle() {
    clearTimeout(busy);
    document.body.classList.remove("hb-busy");
  }

  /* ---------- the conversation as Gradio draws it ---------- */

  let answered = null; // the newest answer that was seen

  function tidy() {
    const log = find("#hb-chat [role=log]");
    if (!log) return;
    // Gradio names each message by its HTML source, which a screen reader would spell out
    for (const message of all("[data-testid=user], [data-testid=bot]", log)) message.removeAttribute("aria-label");
    for (const link of all("a[target]", log)) link.removeAttribute("target");
    for (const button of all(".hb-vote:not([aria-pressed])", log)) button.setAttribute("aria-pressed", "false");
    const rows = all(".user-row", log);
    document.body.classList.toggle("hb-started", rows.length > 0);
    const newest = all(".hb-answer", log).pop();
    if (!newest || newest === answered) return;
    answered = newest;
    setIdle();
    for (const line of all(".hb-status, .hb-trouble")) line.textContent = "";
    const box = document.activeElement?.matches("textarea") ? document.activeElement : null;
    if (!wide.matches) box?.blur(); // the keyboard
    else if (document.activeElement === document.body) find("#hb-question textarea")?.focus({ preventScroll: true }); // its link is gone
    log.scrollTop += rows[rows.length - 1].getBoundingClientRect().top - log.getBoundingClientRect().top - 12;
  }

  function escape(event) {
    if (event.key !== "Escape") return;
    const open = find("details.hb-can[open], details.hb-others[open], details.hb-toc[open]");
    if (open) {
      open.removeAttribute("open");
      find("summary", open).focus();
    } else if (clearMark() || document.body.classList.contains("hb-sheet")) {
      back();
    }
  }

  /** The page of the article: links are links, but the mark is shown and can be taken away. */
  function startAlone() {
    find(".hb-unmark").addEventListener("click", clearMark);
    if (!location.hash) find("#hb-mark")?.scrollIntoView({ block: "center" });
  }

  /** Gradio gives the page the browser's language and the title of the index that the server began with. */
  function keepNames() {
    const root = document.documentElement;
    const { lang, dataset } = find("#hb-head");
    const name = dataset.title;
    const keep = () => {
      if (root.lang !== lang) root.lang = lang;
      if (document.title !== name) document.title = name;
    };
    new MutationObserver(keep).observe(root, { attributes: true, attributeFilter: ["lang"] });
    new MutationObserver(keep).observe(document.head, { childList: true, subtree: true, characterData: true });
    keep();
  }

  function start() {
    document.documentElement.classList.add("hb-script");
    document.addEventListener("keydown", escape);
    const app = find("gradio-app");
    if (!app) return startAlone();
    keepNames();
    startPanels();
    const wanted = new URLSearchParams(location.search);
    const asked = wanted.has("q") ? location.search : "";
    showOwner(wanted);
    let ready = false;
    new MutationObserver(() => {
      tidy();
      if (find(".toast-body.error")) setIdle();
      const box = find("#hb-question textarea");
      if (ready || !box || !find("#hb-go")) return;
      ready = true;
      if (wide.matches) box.focus({ preventScroll: true });
      if (asked) {
        history.replaceState(null, "", location.pathname);
        setTimeout(() => {
          ask(asked);
          if (wanted.has("draft")) fill(box, wanted.get("draft"));
        }, 50);
      }
    }).observe(app, { childList: true, subtree: true, characterData: true });

    document.addEventListener("click", (event) => {
      const target = event.target.closest("a, button, #hb-article, body");
      const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (!plain) return;
      if (target.matches("a.hb-out")) {
        event.preventDefault(); // Gradio takes the link's target away: the chat would be left
        open(target.href, "_blank", "noopener");
      } else if (target.matches("a.hb-cite, a.hb-pick")) {
        event.preventDefault();
        target.closest("details.hb-others")?.removeAttribute("open");
        showOrTell(target);
      } else if (target.matches("a.hb-panel")) {
        event.preventDefault();
        openPanel(target);
      } else if (target.matches("a.hb-ask")) {
        event.preventDefault();
        target.closest("details.hb-can")?.removeAttribute("open");
        ask(new URL(target.href).search);
      } else if (target.matches(".hb-contents a")) {
        event.preventDefault();
        target.closest("details")?.removeAttribute("open");
        const heading = find(target.hash).querySelector("h2, h3, h4, h5, h6");
        heading.tabIndex = -1;
        heading.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
        heading.focus({ preventScroll: true });
      } else if (target.matches(".hb-open")) {
        opener = target;
        openSheet();
        find(".hb-close").focus();
      } else if (target.matches(".hb-close")) {
        back();
      } else if (target.matches(".hb-unmark")) {
        clearMark();
        if (wide.matches) back();
      } else if (target.matches(".hb-starter") || (target.matches("#hb-send") && find("#hb-question textarea").value.trim())) {
        setBusy();
      } else if (document.body.classList.contains("hb-sheet") && target.matches("body")) {
        back();
      }
    });

    document.addEventListener("keydown", (event) => {
      const sent = event.key === "Enter" && !event.shiftKey && event.target.closest?.("#hb-question");
      if (sent && event.target.value.trim()) setBusy();
    });

    wide.addEventListener("change", () => {
      if (wide.matches) closeSheet();
    });
    window.addEventListener("popstate", () => {
      if (document.body.classList.contains("hb-sheet")) back();
    });
  }

  start();
})();
