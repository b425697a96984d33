// Builds the two files that are served: the loader, and what it loads when a reader first opens the chat.
// `node build.mjs [FOLDER]`; the same sources and the same esbuild give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, "../src/hubbot/surfaces/static/widget"));

// A style sheet becomes a string, minified, for a constructable sheet: a page's policy forbids style elements.
const styles = {
  name: "styles",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, (file) => {
      const css = esbuild.transformSync(readFileSync(file.path, "utf8"), { loader: "css", minify: true });
      return { contents: css.code.trim().replace(/, /g, ","), loader: "text" };
    });
  },
};

function bundle(entry, format, define = {}) {
  return esbuild
    .build({
      absWorkingDir: here, entryPoints: [`src/${entry}`], bundle: true, write: false, minify: true, format,
      target: "es2022", charset: format === "esm" ? "utf8" : "ascii", // a module is always UTF-8, a script is not
      legalComments: "none", mangleProps: /^_/, plugins: [styles], define,
    })
    .then((built) => built.outputFiles[0].text.trim());
}

mkdirSync(folder, { recursive: true });
const chat = await bundle("chat.js", "esm");
const version = createHash("sha256").update(chat).digest("hex").slice(0, 8);
const loader = await bundle("loader.js", "iife", { VERSION: JSON.stringify(version) });
for (const [name, code] of [["widget.js", loader], ["chat.js", chat]]) {
  writeFileSync(join(folder, name), code);
  console.log(`${name}: ${Buffer.byteLength(code)} bytes, ${gzipSync(code, { level: 9 }).length} gzipped`);
}
