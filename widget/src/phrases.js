// hubbot's own words, in the languages that its answers speak; the tests hold them to the chat page's.
import phrases from "./phrases.json";

/** Return the interface in `language` ("pt-BR" too), English where there is none. */
export function phrasesFor(language) {
  return phrases[(language ?? "").toLowerCase().split(/[-_]/)[0]] ?? phrases.en;
}
