// Names the built tracker after its content, so that its address may be kept for ever, and writes
// down what a page needs to check it by (https://www.w3.org/TR/SRI/).
import fs from 'node:fs';
import { createHash } from 'node:crypto';

const [folder] = process.argv.slice(2);
const bytes = fs.readFileSync(`${folder}/tracker.js`);
const version = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
const immutable = `tracker-${version}.js`;
fs.writeFileSync(`${folder}/${immutable}`, bytes);
const manifest = {
  tracker: 'tracker.js',
  immutable,
  integrity: 'sha384-' + createHash('sha384').update(bytes).digest('base64'),
  stub: fs.readFileSync(`${folder}/stub.js`, 'utf8').trim(),
};
fs.writeFileSync(`${folder}/manifest.json`, JSON.stringify(manifest, null, 2) + '\n');
