// What was understood of a text: map, sections, quotes by speaker, facts, as `hubbot inspect` prints them.
// Everything that a text says is set as text, never as markup.
"use strict";

const hubbotPicture = (() => {
  const CELLS = 600; // of the map; a text of more stretches is drawn in equal parts
  const SHOWN = 300; // quotes, facts and sections each; `hubbot inspect` prints all
  const KINDS = ["sentence", "quote", "reported", "fact", "credit", "heading", "none"];
  const WORDS = {
    en: {
      words: "words", citable: "can be cited", map: "Map of the passages", sections: "Sections", people: "Who says what", facts: "Facts",
      nobody: "nobody named", opening: "before the first heading", credit: "credit", reported: "as reported", cut: "cut short in the source",
      more: "and {n} more: `hubbot inspect` prints all", nothing: "none found", counts: [["sentence", "sentences"], ["statement", "statements"], ["fact", "facts"]],
      columns: ["Under", "Of", "What", "Value", "Read as", "Note"],
      kinds: { sentence: "sentences", quote: "quotes", reported: "reported words", fact: "facts", credit: "credits", heading: "headings", none: "in no passage" },
    },
    es: {
      words: "palabras", citable: "se puede citar", map: "Mapa de los pasajes", sections: "Secciones", people: "Quién dice qué", facts: "Datos",
      nobody: "nadie nombrado", opening: "antes del primer título", credit: "crédito", reported: "citado indirectamente", cut: "cortado en la fuente",
      more: "y {n} más: `hubbot inspect` los muestra todos", nothing: "ninguno", counts: [["frase", "frases"], ["declaración", "declaraciones"], ["dato", "datos"]],
      columns: ["En", "De", "Qué", "Valor", "Leído como", "Nota"],
      kinds: { sentence: "frases", quote: "citas", reported: "palabras referidas", fact: "datos", credit: "créditos", heading: "títulos", none: "en ningún pasaje" },
    },
    pt: {
      words: "palavras", citable: "pode ser citado", map: "Mapa dos trechos", sections: "Seções", people: "Quem diz o quê", facts: "Dados",
      nobody: "ninguém nomeado", opening: "antes do primeiro título", credit: "crédito", reported: "citado indiretamente", cut: "cortado na fonte",
      more: "e mais {n}: `hubbot inspect` mostra todos", nothing: "nenhum", counts: [["frase", "frases"], ["declaração", "declarações"], ["dado", "dados"]],
      columns: ["Em", "De", "O quê", "Valor", "Lido como", "Nota"],
      kinds: { sentence: "frases", quote: "citações", reported: "palavras relatadas", fact: "dados", credit: "créditos", heading: "títulos", none: "em nenhum trecho" },
    },
  };

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

  const named = (style, made) => Object.assign(made, { className: style });

  /** Return words of the article as a link to where they stand, or alone where they are not published. */
  function place(view, text, start, end, linked) {
    if (!linked) return element("span", text);
    const link = named("place", element("a", text));
    const id = view.id.split("/").map(encodeURIComponent).join("/");
    link.href = `/article/${id}?start=${start}&end=${end}#hb-mark`;
    return link;
  }

  /** Return at most CELLS stretches: of each equal part of the text the kind that fills most of it. */
  function cells(stretches, characters) {
    if (stretches.length <= CELLS) return stretches;
    const found = [];
    let at = 0;
    for (let cell = 0; cell < CELLS; cell += 1) {
      const start = (cell * characters) / CELLS;
      const end = ((cell + 1) * characters) / CELLS;
      const shares = new Map();
      while (stretches[at].end <= start) at += 1;
      for (let one = at; one < stretches.length && stretches[one].start < end; one += 1) {
        const { kind } = stretches[one];
        const common = Math.min(end, stretches[one].end) - Math.max(start, stretches[one].start);
        shares.set(kind, (shares.get(kind) || 0) + common);
      }
      const kind = [...shares].sort((one, other) => other[1] - one[1])[0][0];
      found.push({ start, end, kind });
    }
    return found;
  }

  function map(view, said, level) {
    const kinds = new Set(view.map.map((stretch) => stretch.kind));
    const present = KINDS.filter((kind) => kinds.has(kind));
    const share = (kind) => (view.passages[kind] ? `${said.kinds[kind]} ${view.passages[kind]}` : said.kinds[kind]);
    const bar = named("map", element("div", null));
    bar.setAttribute("role", "img");
    bar.setAttribute("aria-label", `${said.map}: ${present.map(share).join(", ")}`);
    for (const { kind, start, end } of cells(view.map, view.characters)) {
      const part = named(`map-${kind}`, element("span", null));
      part.title = said.kinds[kind];
      part.style.flexGrow = end - start;
      bar.append(part);
    }
    const legend = named("legend", element("ul", null));
    for (const kind of present) {
      const swatch = named(`map-${kind}`, element("span", null));
      legend.append(element("li", null, swatch, element("span", share(kind))));
    }
    return [named("part", element(`h${level + 1}`, said.map)), bar, legend];
  }

  function folded(title, count, items, said, open = false) {
    const body = items.length ? items : [named("hint", element("p", said.nothing))];
    const made = element("details", null, element("summary", `${title} (${count})`), ...body);
    made.open = open;
    return made;
  }

  function rest(items, said) {
    const left = items.length - SHOWN;
    return left > 0 ? [named("hint", element("p", said.more.replace("{n}", left)))] : [];
  }

  function sections(view, said) {
    const list = named("sections", element("ul", null));
    const shown = view.sections.filter((one) => one.title || one.sentences + one.quotes + one.facts);
    for (const one of shown.slice(0, SHOWN)) {
      const name = one.title || `(${one.role === "credit" ? said.credit : said.opening})`;
      const counts = [one.sentences, one.quotes, one.facts].map((count, place) => (count ? `${count} ${said.counts[place][count === 1 ? 0 : 1]}` : "")).filter(Boolean);
      const line = element("li", name, named("hint", element("span", ` ${counts.join(", ")}`)));
      line.style.marginInlineStart = `${Math.min(one.depth, 6) * 1.2}rem`;
      list.append(line);
    }
    const titled = view.sections.filter((one) => one.title).length;
    return folded(said.sections, titled, [...(shown.length ? [list] : []), ...rest(shown, said)], said, true);
  }

  function speakers(view, said, linked, level) {
    const items = [];
    let count = 0;
    const all = view.speakers.reduce((sum, one) => sum + one.quotes.length, 0);
    for (const speaker of view.speakers) {
      if (count >= SHOWN) break;
      const role = speaker.role ? [named("hint", element("span", `, ${speaker.role}`))] : [];
      items.push(named("who", element(`h${level + 1}`, speaker.speaker || `(${said.nobody})`, ...role)));
      for (const quote of speaker.quotes.slice(0, SHOWN - count)) {
        const direct = quote.kind === "direct";
        const words = element("blockquote", null, direct ? "“" : "", element("span", quote.text), direct ? "”" : "");
        words.lang = view.language;
        const where = place(view, quote.section || said.opening, quote.start, quote.end, linked);
        items.push(words, named("hint", element("p", null, where, direct ? "" : ` · ${said.reported}`)));
        count += 1;
      }
    }
    const left = all - count;
    if (left > 0) items.push(named("hint", element("p", said.more.replace("{n}", left))));
    return folded(said.people, all, items, said, all > 0 && all <= 12);
  }

  function facts(view, said, linked) {
    const head = element("tr", null, ...said.columns.map((name) => Object.assign(element("th", name), { scope: "col" })));
    const lines = view.facts.slice(0, SHOWN).map((fact) => {
      const number = fact.number === null ? "" : fact.number.toLocaleString("en", { maximumFractionDigits: 6 });
      const value = element("td", null, place(view, fact.value, fact.start, fact.end, linked));
      if (fact.truncated) value.append(` (${said.cut})`);
      return element("tr", null, element("td", fact.section), element("td", fact.subject), element("td", fact.label), value, named("number", element("td", number)), element("td", fact.note));
    });
    const table = element("table", null, element("thead", null, head), element("tbody", null, ...lines));
    const scroll = named("scroll", element("div", null, table));
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", said.facts);
    return folded(said.facts, view.facts.length, view.facts.length ? [scroll, ...rest(view.facts, said)] : [], said, view.facts.length > 0 && view.facts.length <= 12);
  }

  /**
   * Return the elements that show a view; `language` is ours, `level` that of its heading, `linked` makes places links,
   * `told` puts the server's sentences into our language.
   */
  function picture(view, { language = "en", level = 3, linked = false, told = (sentence) => sentence } = {}) {
    const said = WORDS[language] || WORDS.en;
    const makers = [view.id, view.language, view.author, view.date, view.url, `${view.words.toLocaleString("en")} ${said.words}`, `${Math.round(100 * view.covered)} % ${said.citable}`];
    const warnings = view.warnings.map((warning) => element("li", told(warning)));
    return [
      named("title", element(`h${level}`, view.title)),
      named("hint", element("p", makers.filter(Boolean).join(" · "))),
      ...(warnings.length ? [named("warnings", element("ul", null, ...warnings))] : []),
      ...map(view, said, level),
      sections(view, said),
      speakers(view, said, linked, level),
      facts(view, said, linked),
    ];
  }

  /** Return the chat page that shows this page in a frame, or null. */
  function host() {
    try {
      return window.parent !== window && window.parent.document.getElementById("hb-panels") ? window.parent : null;
    } catch {
      return null; // another site's
    }
  }

  /** Tell the chat page: "leave", "changed", or "show" with an address. */
  function tell(what, detail) {
    host()?.dispatchEvent(new CustomEvent(`hubbot:${what}`, { detail }));
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tell("leave");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.place");
    if (!link || !host() || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    tell("show", link.href);
  });

  return { element, picture, host, tell, languages: Object.keys(WORDS) };
})();
