// The words of the owner's panel in the owner's language, that of the browser. English is the key: what is missing here
// is shown in English. What the server says is in told.js.
"use strict";

const hubbotWords = (() => {
  const SPOKEN = {
    es: {
      "Owner · hubbot": "Propietario · hubbot",
      "For the owner of this chat": "Para el propietario de este chat",
      "Owner token": "Clave del propietario",
      "The value of HUBBOT_OWNER_TOKEN. It stays in this tab until you close it.": "El valor de HUBBOT_OWNER_TOKEN. Queda en esta pestaña hasta que la cierre.",
      "Open": "Abrir",
      "New text": "Texto nuevo",
      "Paste a text": "Pegue un texto",
      "with a name": "con un nombre",
      "(its id; else its first words)": "(su identificador; si falta, sus primeras palabras)",
      "or give an address": "o dé una dirección",
      "or choose files, or drop them here": "o elija archivos, o suéltelos aquí",
      "Preview": "Vista previa",
      "Ask the chat": "Preguntar en el chat",
      "Nothing answers from this yet. What you publish stays when": "Nada responde todavía con esto. Lo que publique se conserva cuando",
      "is run again.": "se ejecuta de nuevo.",
      "Publish beside what answers now": "Publicar junto a lo que responde ahora",
      "Publish in place of everything": "Publicar en lugar de todo",
      "Publish in place of it": "Publicar en su lugar",
      "Publish in place of all {n} documents": "Publicar en lugar de los {n} documentos",
      "Discard": "Descartar",
      "What answers now": "Lo que responde ahora",
      "Versions": "Versiones",
      "All versions": "Todas las versiones",
      "Version": "Versión",
      "In place since (UTC)": "Vigente desde (UTC)",
      "Holds": "Contiene",
      "Asked in vain": "Preguntas sin respuesta",
      "What readers asked and the article does not answer, grouped by meaning.": "Lo que preguntaron los lectores y el artículo no responde, agrupado por significado.",
      "Download as CSV": "Descargar como CSV",
      "Asked": "Veces",
      "Question": "Pregunta",
      "Last": "Última",
      "What readers said of answers": "Lo que dijeron los lectores de las respuestas",
      "Helpful": "Útil",
      "Answer": "Respuesta",
      "The server answered {n}.": "El servidor respondió {n}.",
      "That is not the token of this server.": "Esa no es la clave de este servidor.",
      "1 document answers now.": "1 documento responde ahora.",
      "{n} documents answer now.": "{n} documentos responden ahora.",
      "A newer index was refused, and the old one keeps serving: {why}": "Se rechazó un índice más nuevo y el anterior sigue en servicio: {why}",
      "and {n} more": "y {n} más",
      "published here": "publicado aquí",
      "Reading …": "Leyendo…",
      "Take out": "Retirar",
      "Restore": "Restaurar",
      "answers now": "responde ahora",
      "No version is there.": "No hay ninguna versión.",
      "1 document": "1 documento",
      "{n} documents": "{n} documentos",
      "1 passage": "1 pasaje",
      "{n} passages": "{n} pasajes",
      "1 other wording": "1 otra formulación",
      "{n} other wordings": "{n} otras formulaciones",
      "Nothing was asked in vain.": "Ninguna pregunta quedó sin respuesta.",
      "Nothing is kept: HUBBOT_KEEP_QUESTIONS is off.": "No se guarda nada: HUBBOT_KEEP_QUESTIONS está desactivado.",
      "yes": "sí",
      "no": "no",
      "Nobody said anything yet.": "Nadie ha dicho nada todavía.",
      "Give one thing: a text, an address or files. Empty the others.": "Dé una sola cosa: un texto, una dirección o archivos. Vacíe los demás.",
      "Paste a text, give an address or choose files.": "Pegue un texto, dé una dirección o elija archivos.",
      "Read 1 document.": "Se leyó 1 documento.",
      "Read {n} documents.": "Se leyeron {n} documentos.",
      "reading": "lectura",
      "Building: {stage} {done} of {total}. The old index answers meanwhile.": "Construyendo: {stage} {done} de {total}. Mientras tanto responde el índice anterior.",
      "Published: the chat answers from it.": "Publicado: el chat responde con ello.",
      "Taken out: the chat answers without it.": "Retirado: el chat responde sin ello.",
      "Discarded.": "Descartado.",
      "Version {id} answers again.": "La versión {id} responde de nuevo.",
    },
    pt: {
      "Owner · hubbot": "Proprietário · hubbot",
      "For the owner of this chat": "Para o proprietário deste chat",
      "Owner token": "Chave do proprietário",
      "The value of HUBBOT_OWNER_TOKEN. It stays in this tab until you close it.": "O valor de HUBBOT_OWNER_TOKEN. Fica nesta aba até que você a feche.",
      "Open": "Abrir",
      "New text": "Texto novo",
      "Paste a text": "Cole um texto",
      "with a name": "com um nome",
      "(its id; else its first words)": "(seu identificador; se faltar, suas primeiras palavras)",
      "or give an address": "ou dê um endereço",
      "or choose files, or drop them here": "ou escolha arquivos, ou solte-os aqui",
      "Preview": "Prévia",
      "Ask the chat": "Perguntar no chat",
      "Nothing answers from this yet. What you publish stays when": "Nada responde ainda com isto. O que você publicar fica quando",
      "is run again.": "é executado de novo.",
      "Publish beside what answers now": "Publicar ao lado do que responde agora",
      "Publish in place of everything": "Publicar no lugar de tudo",
      "Publish in place of it": "Publicar em seu lugar",
      "Publish in place of all {n} documents": "Publicar no lugar dos {n} documentos",
      "Discard": "Descartar",
      "What answers now": "O que responde agora",
      "Versions": "Versões",
      "All versions": "Todas as versões",
      "Version": "Versão",
      "In place since (UTC)": "Em vigor desde (UTC)",
      "Holds": "Contém",
      "Asked in vain": "Perguntas sem resposta",
      "What readers asked and the article does not answer, grouped by meaning.": "O que os leitores perguntaram e o artigo não responde, agrupado por significado.",
      "Download as CSV": "Baixar como CSV",
      "Asked": "Vezes",
      "Question": "Pergunta",
      "Last": "Última",
      "What readers said of answers": "O que os leitores disseram das respostas",
      "Helpful": "Útil",
      "Answer": "Resposta",
      "The server answered {n}.": "O servidor respondeu {n}.",
      "That is not the token of this server.": "Essa não é a chave deste servidor.",
      "1 document answers now.": "1 documento responde agora.",
      "{n} documents answer now.": "{n} documentos respondem agora.",
      "A newer index was refused, and the old one keeps serving: {why}": "Um índice mais novo foi recusado e o anterior continua em serviço: {why}",
      "and {n} more": "e mais {n}",
      "published here": "publicado aqui",
      "Reading …": "Lendo…",
      "Take out": "Retirar",
      "Restore": "Restaurar",
      "answers now": "responde agora",
      "No version is there.": "Não há nenhuma versão.",
      "1 document": "1 documento",
      "{n} documents": "{n} documentos",
      "1 passage": "1 trecho",
      "{n} passages": "{n} trechos",
      "1 other wording": "1 outra formulação",
      "{n} other wordings": "{n} outras formulações",
      "Nothing was asked in vain.": "Nenhuma pergunta ficou sem resposta.",
      "Nothing is kept: HUBBOT_KEEP_QUESTIONS is off.": "Nada é guardado: HUBBOT_KEEP_QUESTIONS está desativado.",
      "yes": "sim",
      "no": "não",
      "Nobody said anything yet.": "Ninguém disse nada ainda.",
      "Give one thing: a text, an address or files. Empty the others.": "Dê uma só coisa: um texto, um endereço ou arquivos. Esvazie os outros.",
      "Paste a text, give an address or choose files.": "Cole um texto, dê um endereço ou escolha arquivos.",
      "Read 1 document.": "Foi lido 1 documento.",
      "Read {n} documents.": "Foram lidos {n} documentos.",
      "reading": "leitura",
      "Building: {stage} {done} of {total}. The old index answers meanwhile.": "Construindo: {stage} {done} de {total}. Enquanto isso responde o índice anterior.",
      "Published: the chat answers from it.": "Publicado: o chat responde com isso.",
      "Taken out: the chat answers without it.": "Retirado: o chat responde sem isso.",
      "Discarded.": "Descartado.",
      "Version {id} answers again.": "A versão {id} responde de novo.",
    },
  };

  const wanted = navigator.languages.map((language) => language.split("-")[0]);
  const language = wanted.find((code) => code === "en" || SPOKEN[code]) || "en";
  const words = SPOKEN[language] || {};

  /** Return a sentence in the owner's language with its blanks filled in. */
  function said(sentence, blanks = {}) {
    return (words[sentence] || sentence).replace(/\{(\w+)\}/g, (blank, name) => blanks[name] ?? blank);
  }

  /** Return the sentence for one or for several. */
  const counted = (n, one, several) => said(n === 1 ? one : several, { n });

  /** Put what the page says by itself into the owner's language. */
  function translate() {
    document.documentElement.lang = language;
    document.title = said(document.title);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const key = text.data.trim();
      if (key) text.data = text.data.replace(key, () => said(key));
    }
    for (const named of document.querySelectorAll("[aria-label]")) named.ariaLabel = said(named.ariaLabel);
  }

  return { language, said, counted, translate };
})();
