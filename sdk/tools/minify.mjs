// The tracker has 4.5 KB to live in: terser takes off what esbuild leaves.
import fs from 'node:fs';
import { createRequire } from 'node:module';

// The page's build has copied Debian's terser to where it can be loaded from.
const { minify } = createRequire(new URL('../../web/package.json', import.meta.url))('terser');
const options = {
  module: true,
  ecma: 2020,
  compress: {
    passes: 4,
    unsafe_arrows: true,
    pure_getters: true,
    keep_fargs: false,
    hoist_vars: true,
  },
};
for (const path of process.argv.slice(2)) {
  const { code } = await minify(fs.readFileSync(path, 'utf8'), options);
  fs.writeFileSync(path, code);
}
