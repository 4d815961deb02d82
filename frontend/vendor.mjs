// Renews static/vendor/ui.js from the npm packages that package.json pins: `npm ci && npm run vendor`.
// One ES module for all DOM work (preact, its signals and hooks, htm), because the browser runs our sources unbundled.
import { build } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';

const target = new URL('../static/vendor/', import.meta.url);
const packages = ['preact', '@preact/signals', '@preact/signals-core', 'htm'];

/** @param {string} name @param {string} file */
const inside = (name, file) => new URL(`node_modules/${name}/${file}`, import.meta.url);

const entry = `
  import { h } from 'preact';
  import htm from 'htm';
  export const html = htm.bind(h);
  export { h, render, Fragment } from 'preact';
  export { useEffect, useLayoutEffect, useRef, useState, useMemo, useId } from 'preact/hooks';
  export { signal, computed, effect, batch, untracked } from '@preact/signals';
`;

const versions = [];
const licences = [];
for (const name of packages) {
  const { version, license } = JSON.parse(await readFile(inside(name, 'package.json'), 'utf8'));
  versions.push(`${name} ${version} (${license})`);
  const licence = (await readFile(inside(name, 'LICENSE'), 'utf8')).trim();
  licences.push(`${name} ${version}\n${'='.repeat(72)}\n\n${licence}\n`);
}

await build({
  stdin: { contents: entry, resolveDir: new URL('.', import.meta.url).pathname },
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  banner: { js: `/* ${versions.join(', ')}; licences in ui.LICENCES.txt; renewed by frontend/vendor.mjs */` },
  outfile: new URL('ui.js', target).pathname,
});
await writeFile(new URL('ui.LICENCES.txt', target), licences.join('\n\n'));
console.log(versions.join('\n'));
