// What was understood of the documents that answer now.
"use strict";

(() => {
  const TITLES = {
    en: ["What was understood", "Document", "What was understood cannot be shown just now: {why}"],
    es: ["Lo que se entendió", "Documento", "No se puede mostrar ahora lo que se entendió: {why}"],
    pt: ["O que foi entendido", "Documento", "Não é possível mostrar agora o que foi entendido: {why}"],
  };
  const find = (id) => document.getElementById(id);
  const choice = find("document");

  async function json(path) {
    const response = await fetch(`/api/v1/${path}`);
    if (response.ok) return response.json();
    const detail = await response.json().then((problem) => problem.detail, () => null);
    throw new Error(detail || `the server answered ${response.status}`);
  }

  function speak(language) {
    const code = language.toLowerCase().split(/[-_]/)[0];
    const spoken = hubbotPicture.languages.includes(code) ? code : "en";
    document.documentElement.lang = spoken;
    const [title, label] = TITLES[spoken];
    find("title").textContent = title;
    document.title = `${title} · hubbot`;
    document.querySelector("label[for=document]").textContent = label;
    return spoken;
  }

  async function show(id) {
    find("what").textContent = "…";
    try {
      const view = await json(`inspection?document_id=${encodeURIComponent(id)}`);
      const language = speak(view.language);
      find("report").replaceChildren(...hubbotPicture.picture(view, { language, level: 2, linked: true }));
      find("what").textContent = "";
    } catch (error) {
      const [, , sentence] = TITLES[document.documentElement.lang] || TITLES.en;
      find("report").replaceChildren();
      find("what").textContent = sentence.replace("{why}", error.message);
    }
  }

  async function start() {
    const { documents } = await json("documents");
    const wanted = new URLSearchParams(location.search).get("document");
    const chosen = documents.find((one) => one.id === wanted) || documents[0];
    choice.append(...documents.map((one) => new Option(one.title, one.id, false, one.id === chosen.id)));
    find("choose").hidden = documents.length < 2;
    choice.addEventListener("change", () => show(choice.value));
    await show(chosen.id);
  }

  start().catch((error) => (find("what").textContent = TITLES.en[2].replace("{why}", error.message)));
})();
