// Writes index.html from esbuild's list of outputs: hashed names, and a preload for every chunk that
// main imports, the funnel page among it, so that the browser fetches it all in one round.
import fs from 'node:fs';

const [out, listing] = process.argv.slice(2);
const { outputs } = JSON.parse(fs.readFileSync(listing, 'utf8'));
const find = (test) => Object.entries(outputs).find(([path, output]) => test(path, output));
const url = (path) => '/' + path.slice(out.length + 1);

const [main, mainOutput] = find((_, output) => output.entryPoint === 'src/main.tsx');
const preloads = new Set();
const addImports = (path) => {
  for (const { kind, path: imported } of outputs[path].imports) {
    if (kind !== 'import-statement' || preloads.has(imported) || imported === main) continue;
    preloads.add(imported);
    addImports(imported);
  }
};
addImports(main);

const fonts = Object.keys(outputs).filter((path) => path.endsWith('.woff2'));
const head = [
  '<meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width,initial-scale=1">',
  '<meta name="color-scheme" content="light dark">',
  '<title>IAFA</title>',
  '<meta name="description" content="Where people leave, and what it costs.">',
  '<link rel="icon" href="/icon.svg" type="image/svg+xml">',
  `<link rel="stylesheet" href="${
    url(mainOutput.cssBundle ?? find((p) => p.endsWith('.css'))[0])
  }">`,
  ...fonts.map((path) =>
    `<link rel="preload" as="font" type="font/woff2" crossorigin href="${url(path)}">`
  ),
  ...[...preloads].map((path) => `<link rel="modulepreload" href="${url(path)}">`),
  `<script type="module" src="${url(main)}"></script>`,
];
fs.writeFileSync(
  `${out}/index.html`,
  `<!doctype html><html lang="en"><head>${head.join('')}</head>` +
    '<body><div id="root"></div><noscript>This page needs JavaScript.</noscript></body></html>\n',
);
