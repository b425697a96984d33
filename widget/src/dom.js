// The one way elements are made here: text is text, an address is http(s), nothing is parsed as HTML.

/** Return a new element. `on` holds listeners; null, undefined and false children and attributes are left out. */
export function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === "on") for (const [type, listener] of Object.entries(value)) made.addEventListener(type, listener);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return made;
}

/** Return `address` if it leads to a page, else null: an article's metadata may hold anything. */
export function webAddress(address) {
  try {
    const url = new URL(address);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Tell the host page; false if it took the matter into its own hands. */
export function emit(host, name, detail) {
  return host.dispatchEvent(
    new CustomEvent(`hubbot:${name}`, { detail, bubbles: true, composed: true, cancelable: true }),
  );
}

/** Replace `{name}` in a phrase. */
export function fill(phrase, values) {
  return phrase.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
