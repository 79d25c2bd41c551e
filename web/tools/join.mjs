// Puts main and every chunk that it imports into one script. esbuild cuts a chunk for each set of
// pages that share something; what main needs is there on every page, so the cuts only cost
// requests and, as each is compressed for itself, bytes. What comes later imports from main.
import fs from 'node:fs';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const { parse } = createRequire(import.meta.url)('acorn');
const [folder] = process.argv.slice(2);
const read = (name) => fs.readFileSync(`${folder}/${name}`, 'utf8');
const scripts = fs.readdirSync(folder).filter((name) => name.endsWith('.js'));
const main = scripts.find((name) => name.startsWith('main-'));
const importsOf = (name) =>
  parse(read(name), { ecmaVersion: 'latest', sourceType: 'module' }).body
    .filter(({ type }) => type === 'ImportDeclaration')
    .map((node) => ({ ...node, from: node.source.value.replace('./', '') }));

const joined = new Set();
const add = (name) => {
  if (joined.has(name)) return;
  joined.add(name);
  importsOf(name).forEach(({ from }) => add(from));
};
add(main);

// `a` of one chunk and `a` of another are two things: in main's exports they have two names.
const places = [...joined];
const shared = new Map();
const sharedName = (from, imported) => {
  const name = `${imported}${places.indexOf(from)}`;
  shared.set(name, `export { ${imported} as ${name} } from './${from}';`);
  return name;
};

/** The same script, with what it took from a joined chunk taken from main. */
function takingFromMain(name) {
  let text = read(name);
  for (const { from, specifiers, start, end } of importsOf(name).reverse()) {
    if (!joined.has(from)) continue;
    const names = specifiers.map(({ imported, local }) =>
      `${sharedName(from, imported.name)} as ${local.name}`
    );
    const taken = names.length > 0 ? `import{${names.join(',')}}from"./${main}";` : '';
    text = text.slice(0, start) + taken + text.slice(end);
  }
  return text;
}

const later = scripts.filter((name) => !joined.has(name));
const texts = new Map(later.map((name) => [name, takingFromMain(name)]));
const entry = `${folder}/joined.mjs`;
fs.writeFileSync(entry, [`import './${main}';`, ...shared.values()].join('\n'));
const whole = execFileSync('esbuild', [
  entry,
  '--bundle',
  '--minify',
  '--format=esm',
  '--target=es2022,chrome111,firefox113,safari16.4',
  '--legal-comments=none',
  '--log-level=warning',
  ...later.map((name) => `--external:./${name}`),
], { encoding: 'utf8', maxBuffer: 1 << 26 });
fs.rmSync(entry);

// Licence notes stay beside the scripts they belong to.
const notes = places.filter((name) => fs.existsSync(`${folder}/${name}.LEGAL.txt`));
const legal = notes.map((name) => read(`${name}.LEGAL.txt`)).join('\n');
texts.set(main, `${whole}/*! For license information please see ${main}.LEGAL.txt */\n`);
for (const name of places) {
  for (const old of [name, `${name}.map`, `${name}.LEGAL.txt`]) {
    fs.rmSync(`${folder}/${old}`, { force: true });
  }
}
fs.writeFileSync(`${folder}/${main}.LEGAL.txt`, legal);

// Scripts name each other, so one hash over all of them is in every name: what is kept in a cache
// for good under a name must never change.
const hash = createHash('sha256').update([...texts.values()].join('')).digest('hex').slice(0, 8);
const renamed = (text) =>
  [...texts.keys()].reduce(
    (rest, name) => rest.replaceAll(name, name.replace('.js', `-${hash}.js`)),
    text,
  );
for (const [name, text] of texts) {
  fs.rmSync(`${folder}/${name}`, { force: true });
  fs.writeFileSync(`${folder}/${renamed(name)}`, renamed(text));
  for (const beside of ['LEGAL.txt', 'map']) {
    const old = `${folder}/${name}.${beside}`;
    if (fs.existsSync(old)) fs.renameSync(old, `${folder}/${renamed(name)}.${beside}`);
  }
}
console.log(`scripts: ${places.length} joined into one, ${later.length} come when they are needed`);
