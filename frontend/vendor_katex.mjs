// Renews static/vendor/katex/ from the npm package that package.json pins: `npm ci && npm run vendor`.
// All of KaTeX: its module, its style sheet, its licence, and its fonts in the one format that every browser of today
// reads.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';

const source = new URL('node_modules/katex/', import.meta.url);
const target = new URL('../static/vendor/katex/', import.meta.url);
const { version, license } = JSON.parse(await readFile(new URL('package.json', source), 'utf8'));
const said = `KaTeX ${version} (${license}); licence in LICENCE.txt; renewed by frontend/vendor_katex.mjs`;

await rm(target, { recursive: true, force: true });
await mkdir(new URL('fonts/', target), { recursive: true });
await build({
  entryPoints: [new URL('dist/katex.mjs', source).pathname],
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  banner: { js: `/* ${said} */` },
  outfile: new URL('katex.js', target).pathname,
});
const style = await readFile(new URL('dist/katex.min.css', source), 'utf8');
const oneFormat = style.replace(/,url\([^)]*\.(woff|ttf)\) format\("[^"]*"\)/g, '');
await writeFile(new URL('katex.css', target), `/* ${said} */\n${oneFormat.trim()}\n`);
for (const font of await readdir(new URL('dist/fonts/', source)))
  if (font.endsWith('.woff2')) await copyFile(new URL(`dist/fonts/${font}`, source), new URL(`fonts/${font}`, target));
await copyFile(new URL('LICENSE', source), new URL('LICENCE.txt', target));
console.log(said);
