// Packs the built page, and the tracker, into one file for the server's binary: length of the index
// (u32, little endian), the index as JSON, then the bodies. Offsets count from the first body.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { createHash } from 'node:crypto';

const [root, target, tracker] = process.argv.slice(2);
const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

const bodies = [];
let length = 0;
const place = (bytes) => {
  bodies.push(bytes);
  length += bytes.length;
  return [length - bytes.length, bytes.length];
};

// What the tracker's pages load, from other origins than ours.
const shared = tracker === undefined ? [] : fs.readdirSync(tracker)
  .filter((name) => /^(tracker.*\.js|iafa\..*|manifest\.json)$/.test(name))
  .map((name) => ({ from: `${tracker}/${name}`, path: '/' + name.replace('manifest', 'tracker') }));

const page = fs.readdirSync(root, { recursive: true })
  .map((name) => name.split(path.sep).join('/'))
  .filter((name) => fs.statSync(`${root}/${name}`).isFile())
  .filter((name) => !name.endsWith('.map'))
  .map((name) => ({ from: `${root}/${name}`, path: '/' + name }));

const files = [...page, ...shared]
  .sort((one, other) => one.path < other.path ? -1 : 1)
  .map(({ from, path: address }) => {
    const type = types[path.extname(address)];
    if (type === undefined) throw new Error(`${address}: no media type known for it`);
    const bytes = fs.readFileSync(from);
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
    const file = {
      path: address,
      type,
      etag: `"${hash}"`,
      immutable: /^\/(assets\/|tracker-[0-9a-f]+\.js)/.test(address),
      shared: shared.some((other) => other.path === address),
      identity: place(bytes),
    };
    const packed = {
      gzip: zlib.gzipSync(bytes, { level: 9 }),
      br: zlib.brotliCompressSync(bytes, {
        params: {
          [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
          [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
    };
    for (const [coding, body] of Object.entries(packed)) {
      if (body.length < bytes.length) file[coding] = place(body);
    }
    return file;
  });

const index = Buffer.from(JSON.stringify({ files }));
const header = Buffer.alloc(4);
header.writeUInt32LE(index.length);
fs.writeFileSync(target, Buffer.concat([header, index, ...bodies]));

const scripts = files.filter((file) => file.path.endsWith('.js'));
const sum = (coding) => scripts.reduce((n, file) => n + (file[coding] ?? file.identity)[1], 0);
console.log(
  `${target}: ${files.length} files, ${length} bytes; ` +
    `all scripts ${sum('gzip')} bytes as gzip, ${sum('br')} as br`,
);
