// Fills static/vendor from node_modules: third-party files are built here and never committed.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vendor = join(root, "static", "vendor");
const draft = join(root, "node_modules", ".vendor");
const fromPackage = (path) => join(root, "node_modules", path);

const copies = {
  "htmx.js": "htmx.org/dist/htmx.min.js",
  "idb.js": "idb/build/umd.js",
  "sortable.js": "sortablejs/Sortable.min.js",
  "fira-400.woff2": "@fontsource/fira-sans/files/fira-sans-latin-400-normal.woff2",
  "fira-600.woff2": "@fontsource/fira-sans/files/fira-sans-latin-600-normal.woff2",
  "LICENSE.htmx.txt": "htmx.org/LICENSE",
  "LICENSE.idb.txt": "idb/LICENSE",
  "LICENSE.sortable.txt": "sortablejs/LICENSE",
  "LICENSE.fira.txt": "@fontsource/fira-sans/LICENSE",
  "LICENSE.kern.md": "@kern-ux/native/LICENSE.md",
};

rmSync(draft, { recursive: true, force: true });
mkdirSync(draft);
for (const [name, path] of Object.entries(copies)) copyFileSync(fromPackage(path), join(draft, name));
for (const [name, css] of Object.entries(dropUnreadTokens(["kern", "kern-desk"])))
  writeFileSync(join(draft, `${name}.css`), css);
// Only a finished build takes the place of the old one, and takes it whole: no leftover of an older version is served.
rmSync(vendor, { recursive: true, force: true });
renameSync(draft, vendor);

function compile(name) {
  return sass.compile(join(root, "assets", `${name}.scss`), {
    loadPaths: [fromPackage("@kern-ux/native/src/scss/core")],
    style: "compressed",
    quietDeps: true,
  }).css;
}

/** KERN declares 500 tokens, most of them palette steps that no rule reads: half of its weight on a phone. */
function dropUnreadTokens(names) {
  const sheets = Object.fromEntries(names.map((name) => [name, compile(name)]));
  const ours = new Set(ownSources().flatMap((text) => text.match(/--kern-[\w-]+/g) ?? []));
  for (let dropped = true; dropped; ) {
    dropped = false;
    const read = new Set(Object.values(sheets).flatMap((css) => css.match(/(?<=var\(\s*)--[\w-]+/g) ?? []));
    for (const name of names)
      sheets[name] = sheets[name].replace(/(--[\w-]+):[^;{}"']*(;|(?=}))/g, (declaration, token) => {
        if (read.has(token) || ours.has(token)) return declaration;
        dropped = true;
        return "";
      });
  }
  // Once more through the parser: it drops the rules that are empty now and would stop at a mangled one.
  return Object.fromEntries(
    names.map((name) => [name, sass.compileString(sheets[name], { syntax: "css", style: "compressed" }).css]),
  );
}

function ownSources() {
  return ["static/css", "static/js", "templates"].flatMap((folder) =>
    filesIn(join(root, folder)).filter((path) => /\.(css|js|html)$/.test(path)).map((path) => readFileSync(path, "utf8")),
  );
}

function filesIn(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
    );
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
