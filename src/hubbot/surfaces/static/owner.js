// The owner's page. Everything that a text says is set as text, never as markup.
"use strict";

const $ = (id) => document.getElementById(id);
let token = sessionStorage.getItem("hubbot-owner") || "";
let draft = null;

function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text !== null && text !== undefined) {
    const words = document.createElement("bdi");
    words.textContent = text;
    made.append(words);
  }
  made.append(...children);
  return made;
}

async function call(path, options = {}) {
  const response = await fetch(`/api/v1/${path}`, {
    ...options,
    headers: { ...options.headers, Authorization: `Bearer ${token}` },
  });
  if (response.ok) return response;
  let detail = `The server answered ${response.status}.`;
  try {
    detail = (await response.json()).detail || detail;
  } catch {
    // no problem document: a proxy's own page
  }
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
    const cell = element("td", nothing);
    cell.colSpan = $(id).tHead.rows[0].cells.length;
    body.append(element("tr", null, cell));
  }
}

async function enter() {
  const state = await json("index");
  $("door").hidden = true;
  $("inside").hidden = false;
  showState(state);
  await Promise.all([showVersions(), showGaps(), showOpinions()]);
  if (state.build.state === "building") follow();
}

function showState(state) {
  const titles = state.documents.map((document) => document.title).join(" · ");
  const refused = state.reload.reason ? ` A newer index was refused: ${state.reload.reason}` : "";
  $("what").textContent = `Answers from ${state.documents.length} document(s): ${titles}.${refused}`;
}

async function showVersions() {
  const { versions } = await json("index/versions");
  rows("versions", versions.map((version) => {
    const holds = version.problem || `${version.documents} document(s), ${version.passages} passages`;
    const last = element("td", version.present ? "answers now" : null);
    if (!version.present && !version.problem) {
      const button = element("button", "Restore");
      button.type = "button";
      button.className = "plain";
      button.addEventListener("click", () => restore(version.generation));
      last.append(button);
    }
    return element("tr", null, element("td", version.generation), element("td", when(version.placed_at)), element("td", holds), last);
  }), "No version is there.");
}

async function showGaps() {
  const { gaps, kept } = await json("gaps");
  rows("gaps", gaps.slice(0, 50).map((gap) => {
    const question = element("td", gap.question);
    if (gap.wordings.length > 1) {
      const list = element("ul", null, ...gap.wordings.slice(1).map((one) => element("li", `${one.question} (${one.asked})`)));
      question.append(element("details", null, element("summary", `${gap.wordings.length - 1} other wording(s)`), list));
    }
    return element("tr", null, element("td", String(gap.asked)), question, element("td", when(gap.last)));
  }), kept ? "Nothing was asked in vain." : "Nothing is kept: HUBBOT_KEEP_QUESTIONS is off.");
}

async function showOpinions() {
  const { opinions } = await json("opinions");
  rows("opinions", opinions.slice(0, 50).map((said) =>
    element("tr", null, element("td", said.helpful ? "yes" : "no"), element("td", said.question), element("td", said.comment ? `${said.answer} (“${said.comment}”)` : said.answer))), "Nobody said anything yet.");
}

const when = (time) => time.slice(0, 16).replace("T", " ").replace("Z", "");

function folded(title, items) {
  return element("details", null, element("summary", title), ...items);
}

function quoted(speaker) {
  return speaker.quotes.map((quote) => element("div", null,
    element("blockquote", quote.text),
    element("p", [speaker.speaker || "nobody named", speaker.role, quote.kind === "reported" ? "as reported" : ""].filter(Boolean).join(", "))));
}

function map(stretches) {
  const bar = element("div", null);
  bar.className = "map";
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", "Which parts of the text can be cited");
  for (const stretch of stretches) {
    const part = element("span", null);
    part.className = `map-${stretch.kind}`;
    part.title = stretch.kind === "none" ? "belongs to no passage" : stretch.kind;
    part.style.flexGrow = stretch.end - stretch.start;
    bar.append(part);
  }
  return bar;
}

function showReport(report) {
  $("report").replaceChildren(...report.documents.flatMap((found) => {
    const makers = [found.author, found.date, found.language, `${found.words} words`, `${Math.round(100 * found.covered)} % can be cited`];
    const quotes = found.speakers.flatMap(quoted);
    return [
      element("h3", found.title),
      element("p", makers.filter(Boolean).join(" · ")),
      map(found.map),
      ...found.warnings.map((warning) => Object.assign(element("p", warning), { className: "wrong" })),
      folded(`${found.sections.length} section(s)`, [element("ul", null, ...found.sections.map((section) =>
        element("li", section.title || "(opening)")))]),
      folded(`${quotes.length} quote(s)`, quotes),
      folded(`${found.facts.length} fact(s)`, [element("table", null, element("tbody", null, ...found.facts.map((fact) =>
        element("tr", null, element("td", fact.subject || fact.section), element("td", fact.label), element("td", fact.value)))))]),
    ];
  }));
}

function body() {
  const files = $("files").files;
  if (files.length) {
    const form = new FormData();
    for (const file of files) form.append("files", file, file.name);
    return { method: "POST", body: form };
  }
  const url = $("url").value.trim();
  const given = url ? { url } : { text: $("text").value, name: $("name").value };
  return { method: "POST", body: JSON.stringify(given), headers: { "content-type": "application/json" } };
}

async function look() {
  await discard(true);
  say("Reading …");
  draft = await json("index/drafts", body());
  showReport(draft);
  $("draft").hidden = false;
  say(`Read ${draft.documents.length} document(s). Nothing answers from it yet.`);
}

async function publish(how) {
  await call(`index/drafts/${draft.id}/publish?how=${how}`, { method: "POST" });
  draft = null;
  $("draft").hidden = true;
  $("texts").reset();
  await follow();
}

async function follow() {
  for (;;) {
    const state = await json("index");
    const build = state.build;
    if (build.state === "building") {
      say(`Building: ${build.stage} ${build.done} of ${build.total || "…"}. The old index answers meanwhile.`);
    } else {
      say(build.state === "failed" ? build.reason : "Published: the chat answers from it.", build.state === "failed");
      showState(state);
      await showVersions();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

async function discard(quietly = false) {
  if (!draft) return;
  const id = draft.id;
  draft = null;
  $("draft").hidden = true;
  await call(`index/drafts/${id}`, { method: "DELETE" });
  if (!quietly) say("Discarded.");
}

async function restore(generation) {
  await call(`index/versions/${generation}/restore`, { method: "POST" });
  showState(await json("index"));
  await showVersions();
  say(`Version ${generation} answers again.`);
}

async function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await (await call("gaps?format=csv")).blob());
  link.download = "gaps.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

function on(id, event, act) {
  $(id).addEventListener(event, async (happened) => {
    happened.preventDefault();
    const button = happened.submitter || (happened.target instanceof HTMLButtonElement ? happened.target : null);
    if (button) button.disabled = true;
    try {
      await act();
    } catch (error) {
      if (error.status === 401) leave(error.message);
      else say(error.message, true);
    } finally {
      if (button) button.disabled = false;
    }
  });
}

function leave(sentence) {
  sessionStorage.removeItem("hubbot-owner");
  token = "";
  $("inside").hidden = true;
  $("door").hidden = false;
  $("what").textContent = sentence;
}

on("door", "submit", async () => {
  token = $("token").value.trim();
  await enter().catch((error) => { leave(error.message); throw error; });
  sessionStorage.setItem("hubbot-owner", token);
  $("token").value = "";
});
on("texts", "submit", look);
on("replace", "click", () => publish("replace"));
on("add", "click", () => publish("add"));
on("discard", "click", () => discard());
on("csv", "click", download);
for (const name of ["dragover", "drop"]) {
  $("texts").addEventListener(name, (event) => {
    event.preventDefault();
    if (name === "drop" && event.dataTransfer.files.length) $("files").files = event.dataTransfer.files;
  });
}
if (token) enter().catch((error) => leave(error.message));
