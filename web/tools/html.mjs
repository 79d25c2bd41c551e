// Writes index.html: the names with their hashes, and a preload for what the script and the styles
// would only ask for later.
import fs from 'node:fs';

const [out] = process.argv.slice(2);
const names = fs.readdirSync(`${out}/assets`);
const url = (name) => `/assets/${name}`;
const find = (ends) => names.find((name) => name.startsWith('main-') && name.endsWith(ends));
const fonts = names.filter((name) => name.endsWith('.woff2'));

const head = [
  '<meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width,initial-scale=1">',
  '<meta name="color-scheme" content="light dark">',
  '<title>IAFA</title>',
  '<meta name="description" content="Where people leave, and what it costs.">',
  '<link rel="icon" href="/icon.svg" type="image/svg+xml">',
  `<link rel="stylesheet" href="${url(find('.css'))}">`,
  ...fonts.map((name) =>
    `<link rel="preload" as="font" type="font/woff2" crossorigin href="${url(name)}">`
  ),
  `<script type="module" src="${url(find('.js'))}"></script>`,
];
fs.writeFileSync(
  `${out}/index.html`,
  `<!doctype html><html lang="en"><head>${head.join('')}</head>` +
    '<body><div id="root"></div><noscript>This page needs JavaScript.</noscript></body></html>\n',
);
