// What the server tells an owner, in the owner's language: its English sentences as patterns, with names for what it
// fills in. A sentence that is not here is shown as it came.
"use strict";

const hubbotTold = (() => {
  const TOLD = {
    es: {
      "Very short: {n} words. Is this all of the text?": "Muy corto: {n} palabras. ¿Es este todo el texto?",
      "The language is {language}: speakers and numbers are read by the rules of English.": "El idioma es {language}: los hablantes y los números se leen según las reglas del inglés.",
      "The language is not clear: it is read as {language}.": "El idioma no está claro: se lee como {language}.",
      "No sections: no heading was found.": "Sin secciones: no se encontró ningún título.",
      "{n} of {all} quotes have no speaker.": "Citas sin hablante: {n} de {all}.",
      "{n} {facts} cut short in the source.": "Datos cortados en la fuente: {n}.",
      "{share} of the text belongs to no passage and will never be cited (code, markup, tables).": "El {share} del texto no pertenece a ningún pasaje y nunca se citará (código, marcado, tablas).",
      "Much of it also stands in {other}.": "Gran parte está también en {other}.",
      "A document called {id} answers now: this one takes its place when it is published.": "Ahora responde un documento llamado {id}: este ocupará su lugar cuando se publique.",
      "{name}: read as {encoding}, the encoding that it declares.": "{name}: leído como {encoding}, la codificación que declara.",
      "{name}: read as {encoding}, by its byte order mark.": "{name}: leído como {encoding}, por su marca de orden de bytes.",
      "{name}: not UTF-8; read as {encoding}, which fits best. If letters look wrong, convert it yourself with `iconv -t UTF-8`.": "{name}: no es UTF-8; leído como {encoding}, lo que mejor encaja. Si se ven letras raras, conviértalo usted con `iconv -t UTF-8`.",
      "{name}: named as {one} but is {other}; read as that.": "{name}: su nombre dice {one} pero es {other}; se leyó como tal.",
      "{name}: page {n} is damaged and left out.": "{name}: la página {n} está dañada y se omite.",
      "{name}: left out {n} running lines and page numbers ({example}).": "{name}: se omitieron {n} encabezados, pies y números de página ({example}).",
      "{name}: chapter {page} is missing from the book.": "{name}: falta el capítulo {page} en el libro.",
      "{name}: its front matter is no valid {kind}; left alone.": "{name}: su cabecera no es {kind} válido; se dejó como está.",
      "Give one thing: a text, an address or files.": "Dé una sola cosa: un texto, una dirección o archivos.",
      "{url} is no web address: give one like https://news.example/guide.": "{url} no es una dirección web: dé una como https://news.example/guide.",
      "{n} files are too many at once: give at most {most}.": "{n} archivos son demasiados a la vez: dé como máximo {most}.",
      "{name}: the text is empty; put the article into it, or leave it out.": "{name}: el texto está vacío; ponga en él el artículo u omítalo.",
      "{name}: the page shows no text; if a script makes it, open it in a browser and save it from there.": "{name}: la página no muestra texto; si lo crea un script, ábrala en un navegador y guárdela desde allí.",
      "{name}: an encrypted PDF; save it without a password.": "{name}: un PDF cifrado; guárdelo sin contraseña.",
      "{name}: a damaged PDF ({why}); fetch or save it again.": "{name}: un PDF dañado ({why}); descárguelo o guárdelo de nuevo.",
      "{name}: a PDF of {n} pages without a word; if it is scanned, run a text recognition first (for example `ocrmypdf`).": "{name}: un PDF de {n} páginas sin una palabra; si está escaneado, pase antes un reconocimiento de texto (por ejemplo `ocrmypdf`).",
      "{name}: a damaged Word document ({why}); save it again.": "{name}: un documento de Word dañado ({why}); guárdelo de nuevo.",
      "{name}: an old or encrypted Office file; save it as .docx without a password.": "{name}: un archivo de Office antiguo o cifrado; guárdelo como .docx sin contraseña.",
      "{name}: {n} bytes, the limit is {limit}; part it, or raise HUBBOT_MAX_SOURCE_BYTES.": "{name}: {n} bytes, el límite es {limit}; divídalo o aumente HUBBOT_MAX_SOURCE_BYTES.",
      "No document found ({names}); a corpus holds {kinds} files: put one there, or name another path.": "No se encontró ningún documento; dé archivos {kinds}.",
      "{url}: the server answered {status} ({phrase}); see it in a browser.": "{url}: el servidor respondió {status} ({phrase}); véala en un navegador.",
      "{url}: cannot be fetched ({why}); check the address and the connection.": "{url}: no se puede descargar ({why}); revise la dirección y la conexión.",
      "{url}: not received within {n} seconds; given up. Try again, or save the page and give the file.": "{url}: no llegó en {n} segundos; se abandonó. Inténtelo de nuevo, o guarde la página y dé el archivo.",
      "{url} cannot be resolved ({why}); check its spelling.": "{url} no se encuentra ({why}); revise cómo está escrito.",
      "{url} is no public address; not fetched. If it is yours, set HUBBOT_PRIVATE_HOSTS={host}:{port}.": "{url} no es una dirección pública; no se descargó. Si es suya, ponga HUBBOT_PRIVATE_HOSTS={host}:{port}.",
      "{id} is all that answers: publish another text in its place, or go back to an earlier version.": "{id} es todo lo que responde: publique otro texto en su lugar o vuelva a una versión anterior.",
      "An index is being built already: wait until it is done.": "Ya se está construyendo un índice: espere a que termine.",
      "The new index could not be built; the old one answers. The log says why.": "No se pudo construir el índice nuevo; responde el anterior. El registro dice por qué.",
      "There is no draft {id}: it was published, discarded, or is a day old.": "No hay ningún borrador {id}: se publicó, se descartó o tiene un día.",
    },
    pt: {
      "Very short: {n} words. Is this all of the text?": "Muito curto: {n} palavras. Este é o texto inteiro?",
      "The language is {language}: speakers and numbers are read by the rules of English.": "O idioma é {language}: os falantes e os números são lidos pelas regras do inglês.",
      "The language is not clear: it is read as {language}.": "O idioma não está claro: é lido como {language}.",
      "No sections: no heading was found.": "Sem seções: nenhum título foi encontrado.",
      "{n} of {all} quotes have no speaker.": "Citações sem falante: {n} de {all}.",
      "{n} {facts} cut short in the source.": "Dados cortados na fonte: {n}.",
      "{share} of the text belongs to no passage and will never be cited (code, markup, tables).": "{share} do texto não pertence a nenhum trecho e nunca será citado (código, marcação, tabelas).",
      "Much of it also stands in {other}.": "Grande parte também está em {other}.",
      "A document called {id} answers now: this one takes its place when it is published.": "Agora responde um documento chamado {id}: este tomará o lugar dele quando for publicado.",
      "{name}: read as {encoding}, the encoding that it declares.": "{name}: lido como {encoding}, a codificação que declara.",
      "{name}: read as {encoding}, by its byte order mark.": "{name}: lido como {encoding}, pela sua marca de ordem de bytes.",
      "{name}: not UTF-8; read as {encoding}, which fits best. If letters look wrong, convert it yourself with `iconv -t UTF-8`.": "{name}: não é UTF-8; lido como {encoding}, o que melhor se ajusta. Se houver letras estranhas, converta-o você com `iconv -t UTF-8`.",
      "{name}: named as {one} but is {other}; read as that.": "{name}: o nome diz {one} mas é {other}; foi lido como tal.",
      "{name}: page {n} is damaged and left out.": "{name}: a página {n} está danificada e foi omitida.",
      "{name}: left out {n} running lines and page numbers ({example}).": "{name}: foram omitidos {n} cabeçalhos, rodapés e números de página ({example}).",
      "{name}: chapter {page} is missing from the book.": "{name}: falta o capítulo {page} no livro.",
      "{name}: its front matter is no valid {kind}; left alone.": "{name}: o cabeçalho não é {kind} válido; ficou como está.",
      "Give one thing: a text, an address or files.": "Dê uma só coisa: um texto, um endereço ou arquivos.",
      "{url} is no web address: give one like https://news.example/guide.": "{url} não é um endereço da web: dê um como https://news.example/guide.",
      "{n} files are too many at once: give at most {most}.": "{n} arquivos são demais de uma vez: dê no máximo {most}.",
      "{name}: the text is empty; put the article into it, or leave it out.": "{name}: o texto está vazio; ponha nele o artigo ou deixe-o de fora.",
      "{name}: the page shows no text; if a script makes it, open it in a browser and save it from there.": "{name}: a página não mostra texto; se um script o cria, abra-a em um navegador e salve-a de lá.",
      "{name}: an encrypted PDF; save it without a password.": "{name}: um PDF criptografado; salve-o sem senha.",
      "{name}: a damaged PDF ({why}); fetch or save it again.": "{name}: um PDF danificado ({why}); baixe-o ou salve-o de novo.",
      "{name}: a PDF of {n} pages without a word; if it is scanned, run a text recognition first (for example `ocrmypdf`).": "{name}: um PDF de {n} páginas sem nenhuma palavra; se foi digitalizado, passe antes um reconhecimento de texto (por exemplo `ocrmypdf`).",
      "{name}: a damaged Word document ({why}); save it again.": "{name}: um documento do Word danificado ({why}); salve-o de novo.",
      "{name}: an old or encrypted Office file; save it as .docx without a password.": "{name}: um arquivo do Office antigo ou criptografado; salve-o como .docx sem senha.",
      "{name}: {n} bytes, the limit is {limit}; part it, or raise HUBBOT_MAX_SOURCE_BYTES.": "{name}: {n} bytes, o limite é {limit}; divida-o ou aumente HUBBOT_MAX_SOURCE_BYTES.",
      "No document found ({names}); a corpus holds {kinds} files: put one there, or name another path.": "Nenhum documento foi encontrado; dê arquivos {kinds}.",
      "{url}: the server answered {status} ({phrase}); see it in a browser.": "{url}: o servidor respondeu {status} ({phrase}); veja-o em um navegador.",
      "{url}: cannot be fetched ({why}); check the address and the connection.": "{url}: não pode ser baixado ({why}); verifique o endereço e a conexão.",
      "{url}: not received within {n} seconds; given up. Try again, or save the page and give the file.": "{url}: não chegou em {n} segundos; desistiu-se. Tente de novo, ou salve a página e dê o arquivo.",
      "{url} cannot be resolved ({why}); check its spelling.": "{url} não foi encontrado ({why}); verifique a grafia.",
      "{url} is no public address; not fetched. If it is yours, set HUBBOT_PRIVATE_HOSTS={host}:{port}.": "{url} não é um endereço público; não foi baixado. Se for seu, defina HUBBOT_PRIVATE_HOSTS={host}:{port}.",
      "{id} is all that answers: publish another text in its place, or go back to an earlier version.": "{id} é tudo o que responde: publique outro texto no lugar ou volte a uma versão anterior.",
      "An index is being built already: wait until it is done.": "Um índice já está sendo construído: espere até que termine.",
      "The new index could not be built; the old one answers. The log says why.": "O novo índice não pôde ser construído; o antigo responde. O registro diz por quê.",
      "There is no draft {id}: it was published, discarded, or is a day old.": "Não há nenhum rascunho {id}: foi publicado, descartado ou tem um dia.",
    },
  };

  const BLANK = /\\\{(\w+)\\\}/g; // as it stands once the rest is escaped
  const known = Object.entries(TOLD[hubbotWords.language] || {}).map(([sentence, ours]) => {
    const pattern = sentence.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(BLANK, "(?<$1>.+?)");
    return [new RegExp(`^${pattern}$`, "s"), ours];
  });

  /** Return what the server said in the owner's language; as it came where that is not known. */
  return function told(sentence) {
    for (const [pattern, ours] of known) {
      const found = pattern.exec(sentence);
      if (found) return ours.replace(/\{(\w+)\}/g, (_, name) => found.groups[name]);
    }
    return sentence;
  };
})();
