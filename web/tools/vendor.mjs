// node_modules from Debian's node packages: the packages that package.json names and what they
// depend on, copied because symlinks would need flags in every tool. Where npm is reachable,
// `npm ci` gives the same folder.
import fs from 'node:fs';

const library = process.env.NODE_LIB ?? '/usr/share/nodejs';
const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const { dependencies, devDependencies, optionalDependencies } = manifest;
const wanted = Object.keys({ ...dependencies, ...devDependencies });
const missing = wanted.filter((name) => !fs.existsSync(`${library}/${name}`));
if (missing.length > 0) {
  console.error(`not in ${library}: ${missing.join(', ')}`);
  console.error('install node-react node-react-dom node-csstype node-prop-types node-jsdom');
  process.exit(1);
}

wanted.push(...Object.keys(optionalDependencies ?? {}));

const done = new Set();
fs.rmSync('node_modules', { recursive: true, force: true });
while (wanted.length > 0) {
  const name = wanted.pop();
  const from = `${library}/${name}`;
  if (done.has(name) || !fs.existsSync(from)) continue;
  done.add(name);
  fs.cpSync(from, `node_modules/${name}`, { recursive: true, dereference: true });
  const own = `${from}/package.json`;
  if (fs.existsSync(own)) {
    wanted.push(...Object.keys(JSON.parse(fs.readFileSync(own, 'utf8')).dependencies ?? {}));
  }
}
fs.copyFileSync('package.json', 'node_modules/.vendored');
console.log(`node_modules: ${done.size} packages from ${library}`);
