// The owner's panel: in a frame of the chat page, or a page of its own. Everything that a text says is set as text, never as markup.
"use strict";

const { element, picture, host, tell } = hubbotPicture;
const { said, counted } = hubbotWords;
const $ = (id) => document.getElementById(id);
const ours = { language: hubbotWords.language, told: hubbotTold };
const SHOWN = 200; // documents; the API lists all
let token = sessionStorage.getItem("hubbot-owner") || "";
let draft = null;

async function call(path, options = {}) {
  const response = await fetch(`/api/v1/${path}`, {
    ...options,
    headers: { ...options.headers, Authorization: `Bearer ${token}` },
  });
  if (response.ok) return response;
  let detail = said("The server answered {n}.", { n: response.status });
  try {
    detail = hubbotTold((await response.json()).detail || detail);
  } catch {
    // no problem document: a proxy's own page
  }
  if (response.status === 401) detail = said("That is not the token of this server.");
  throw Object.assign(new Error(detail), { status: response.status });
}

const json = async (path, options) => (await call(path, options)).json();

function say(sentence, wrong = false) {
  $("said").textContent = sentence;
  $("said").className = wrong ? "wrong" : "";
}

function rows(id, lines, nothing) {
  const body = $(id).tBodies[0];
  body.replaceChildren(...lines);
  if (!lines.length) {
    const cell = element("td", said(nothing));
    cell.colSpan = $(id).tHead.rows[0].cells.length;
    body.append(element("tr", null, cell));
  }
}

async function enter() {
  const state = await json("index");
  sessionStorage.setItem("hubbot-owner", token); // it was accepted
  $("door").hidden = true;
  $("inside").hidden = false;
  showState(state);
  const parts = [showVersions(), showGaps(), showOpinions()];
  await Promise.all(parts.map((part) => part.catch((error) => say(error.message, true)))); // each without the others
  if (state.build.state === "building") follow();
}

function showState(state) {
  const count = state.documents.length;
  $("replace").textContent = counted(count, "Publish in place of it", "Publish in place of all {n} documents");
  const refused = state.reload.reason && said("A newer index was refused, and the old one keeps serving: {why}", { why: hubbotTold(state.reload.reason) });
  const answers = counted(count, "1 document answers now.", "{n} documents answer now.");
  $("what").textContent = [answers, refused].filter(Boolean).join(" ");
  $("what").className = refused ? "wrong" : "";
  const more = count - SHOWN;
  $("documents").replaceChildren(
    ...state.documents.slice(0, SHOWN).map((known) => documentView(known, count === 1)),
    ...(more > 0 ? [element("p", said("and {n} more", { n: more }))] : []),
  );
}

function documentView(known, alone) {
  const summary = element("summary", known.title);
  if (known.published) summary.append(Object.assign(element("span", said("published here")), { className: "tag" }));
  const inside = element("div", null);
  const made = element("details", null, summary, inside);
  if (known.published && !alone) {
    made.append(Object.assign(element("p", null, plainButton("Take out", () => takeOut(known.id))), { className: "row" }));
  }
  made.addEventListener("toggle", async () => {
    if (!made.open || inside.childNodes.length) return;
    inside.textContent = said("Reading …");
    try {
      const view = await json(`inspection?document_id=${encodeURIComponent(known.id)}`);
      inside.replaceChildren(...picture(view, { ...ours, linked: true }));
    } catch (error) {
      inside.textContent = "";
      say(error.message, true);
    }
  });
  return made;
}

async function showVersions() {
  const { versions } = await json("index/versions");
  rows("versions", versions.map((version) => {
    const held = () => [counted(version.documents, "1 document", "{n} documents"), counted(version.passages, "1 passage", "{n} passages")];
    const holds = version.problem || held().join(", ");
    const last = element("td", version.present ? said("answers now") : null);
    if (!version.present && !version.problem) last.append(plainButton("Restore", () => restore(version.generation)));
    return element("tr", null, element("td", version.generation), element("td", when(version.placed_at)), element("td", holds), last);
  }), "No version is there.");
}

async function showGaps() {
  const { gaps, kept } = await json("gaps");
  rows("gaps", gaps.slice(0, 50).map((gap) => {
    const question = element("td", gap.question);
    if (gap.wordings.length > 1) {
      const list = element("ul", null, ...gap.wordings.slice(1).map((one) => element("li", `${one.question} (${one.asked})`)));
      question.append(element("details", null, element("summary", counted(gap.wordings.length - 1, "1 other wording", "{n} other wordings")), list));
    }
    return element("tr", null, element("td", String(gap.asked)), question, element("td", when(gap.last)));
  }), kept ? "Nothing was asked in vain." : "Nothing is kept: HUBBOT_KEEP_QUESTIONS is off.");
}

async function showOpinions() {
  const { opinions } = await json("opinions");
  rows("opinions", opinions.slice(0, 50).map(({ helpful, question, answer, comment }) => {
    const words = [said(helpful ? "yes" : "no"), question, comment ? `${answer} (“${comment}”)` : answer];
    return element("tr", null, ...words.map((text) => element("td", text)));
  }), "Nobody said anything yet.");
}

function plainButton(words, act) {
  const button = Object.assign(element("button", said(words)), { type: "button", className: "plain" });
  button.addEventListener("click", () => guarded(button, act));
  return button;
}

const when = (time) => time.slice(0, 16).replace("T", " ").replace("Z", "");

function body() {
  const files = $("files").files;
  const url = $("url").value.trim();
  const text = $("text").value;
  const given = [files.length, url, text.trim()].filter(Boolean).length;
  if (given !== 1) throw new Error(said(given ? "Give one thing: a text, an address or files. Empty the others." : "Paste a text, give an address or choose files."));
  if (files.length) {
    const form = new FormData();
    for (const file of files) form.append("files", file, file.name);
    return { method: "POST", body: form };
  }
  const sent = url ? { url } : { text, name: $("name").value };
  return { method: "POST", body: JSON.stringify(sent), headers: { "content-type": "application/json" } };
}

async function look() {
  const sent = body();
  await discard(true);
  $("after").hidden = true;
  say(said("Reading …"));
  draft = await json("index/drafts", sent);
  $("report").replaceChildren(...draft.documents.flatMap((view) => picture(view, ours)));
  $("draft").hidden = false;
  say(counted(draft.documents.length, "Read 1 document.", "Read {n} documents."));
  $("draft").focus({ preventScroll: true });
  $("said").scrollIntoView({ block: "start" });
}

async function publish(how) {
  await call(`index/drafts/${draft.id}/publish?how=${how}`, { method: "POST" });
  draft = null;
  $("draft").hidden = true;
  $("texts").reset();
  await follow();
}

async function follow(done = "Published: the chat answers from it.") {
  for (;;) {
    const state = await json("index");
    const build = state.build;
    if (build.state === "building") {
      const blanks = { stage: said(build.stage), done: build.done, total: build.total || "…" };
      say(said("Building: {stage} {done} of {total}. The old index answers meanwhile.", blanks));
    } else {
      const failed = build.state === "failed";
      say(failed ? hubbotTold(build.reason) : said(done), failed);
      if (!failed) changed();
      showState(state);
      await showVersions();
      $("said").scrollIntoView({ block: "center" });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

function changed() {
  $("after").hidden = false;
  tell("changed");
}

async function discard(quietly = false) {
  if (!draft) return;
  const id = draft.id;
  draft = null;
  $("draft").hidden = true;
  await call(`index/drafts/${id}`, { method: "DELETE" });
  if (!quietly) say(said("Discarded."));
}

async function takeOut(id) {
  await call(`index/documents/${id.split("/").map(encodeURIComponent).join("/")}`, { method: "DELETE" });
  await follow("Taken out: the chat answers without it.");
}

async function restore(generation) {
  await call(`index/versions/${generation}/restore`, { method: "POST" });
  showState(await json("index"));
  await showVersions();
  say(said("Version {id} answers again.", { id: generation }));
  changed();
  $("said").scrollIntoView({ block: "center" });
}

async function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await (await call("gaps?format=csv")).blob());
  link.download = "gaps.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

async function guarded(button, act) {
  if (button) button.disabled = true;
  try {
    await act();
  } catch (error) {
    if (error.status === 401) leave(error.message);
    else say(error.message, true);
  } finally {
    if (button) button.disabled = false;
  }
}

function on(id, event, act) {
  $(id).addEventListener(event, (happened) => {
    happened.preventDefault();
    guarded(happened.submitter || happened.target.closest("button"), act);
  });
}

function leave(sentence) {
  sessionStorage.removeItem("hubbot-owner");
  token = "";
  $("inside").hidden = true;
  $("door").hidden = false;
  $("what").textContent = sentence;
  $("what").className = "wrong";
}

on("door", "submit", async () => {
  token = $("token").value.trim();
  await enter().catch((error) => { leave(error.message); throw error; });
  $("token").value = "";
});
on("texts", "submit", look);
on("replace", "click", () => publish("replace"));
on("add", "click", () => publish("add"));
on("ask", "click", async () => {
  if (host()) tell("leave");
  else location.assign("/");
});
on("discard", "click", () => discard());
on("csv", "click", download);
for (const name of ["dragover", "dragleave", "drop"]) {
  $("texts").addEventListener(name, (event) => {
    event.preventDefault();
    $("texts").classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) $("files").files = event.dataTransfer.files;
  });
}
hubbotWords.translate();
if (token) enter().catch((error) => leave(error.message));
else $("door").hidden = false; // not before it works
