// Debian's react-dom is not compiled by Closure as npm's is; terser takes off what esbuild leaves.
// Optional: without Debian's package `terser` the scripts stay some four per cent larger.
import fs from 'node:fs';

const [folder] = process.argv.slice(2);
if (!fs.existsSync('node_modules/terser')) {
  console.log('scripts: not shrunk further, the Debian package terser is not installed');
  process.exit(0);
}
const { minify } = await import('terser');
const options = {
  module: true,
  compress: { passes: 2, ecma: 2020, pure_getters: true, keep_fargs: false },
};
for (const name of fs.readdirSync(folder).filter((it) => it.endsWith('.js'))) {
  const source = fs.readFileSync(`${folder}/${name}`, 'utf8');
  const legal = /^\/\*!.*?\*\/|\/\/# sourceMappingURL=.*$/gms;
  const { code } = await minify(source, options);
  fs.writeFileSync(`${folder}/${name}`, code + (source.match(legal) ?? []).join('\n'));
}
