/**
 * Builds both halves of the package: dist/esm by tsc as it is, dist/cjs by tsc to CommonJS. jose is ESM only, which jest cannot
 * require() below Node 24, so the CommonJS half carries a transpiled copy of the files of jose that it uses.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const tsc = resolveTool('typescript/bin/tsc');
const { transformSync } = require(resolveTool('@swc/core'));

const compile = (project) =>
  execFileSync(process.execPath, [tsc, '-p', join(here, project)], { stdio: 'inherit' });

rmSync(join(here, 'dist'), { recursive: true, force: true });
compile('tsconfig.esm.json');
compile('tsconfig.cjs.json');
mkdirSync(join(here, 'dist/cjs'), { recursive: true });
writeFileSync(join(here, 'dist/cjs/package.json'), '{ "type": "commonjs" }\n');
vendorJose(join(here, 'dist/cjs'));

/** Copies the entry points that src/core/jose.ts names, and all they import, as CommonJS. */
function vendorJose(out) {
  const root = dirname(require.resolve('jose/package.json'));
  const { exports: entries, version } = require('jose/package.json');
  const vendor = join(out, 'vendor/jose');
  const pending = [];
  const facade = join(out, 'core/jose.js');
  let source = readFileSync(facade, 'utf8');
  source = source.replace(/require\("jose\/([^"]+)"\)/g, (_match, name) => {
    const file = join(root, entryOf(entries, `./${name}`));
    pending.push(file);
    return `require(${JSON.stringify(importPath(dirname(facade), join(vendor, relative(root, file))))})`;
  });
  writeFileSync(facade, source);
  const done = new Set();
  while (pending.length > 0) {
    const file = pending.pop();
    if (done.has(file)) continue;
    done.add(file);
    const code = readFileSync(file, 'utf8');
    for (const [, path] of code.matchAll(/from\s*"(\.[^"]+)"/g))
      pending.push(join(dirname(file), path));
    const target = join(vendor, relative(root, file));
    mkdirSync(dirname(target), { recursive: true });
    const { code: transpiled } = transformSync(code, {
      filename: file,
      jsc: { target: 'es2022' },
      module: { type: 'commonjs', importInterop: 'none' },
    });
    writeFileSync(target, transpiled);
  }
  const license = readdirSync(root).find((name) => name.startsWith('LICENSE'));
  cpSync(join(root, license), join(vendor, license));
  writeFileSync(
    join(vendor, 'README.md'),
    `Transpiled from jose ${version}, unchanged otherwise.\n`,
  );
}

function entryOf(entries, name) {
  const exact = entries[name];
  if (exact) return exact.default ?? exact;
  const pattern = Object.keys(entries).find(
    (key) => key.endsWith('/*') && name.startsWith(key.slice(0, -1)),
  );
  const target = entries[pattern].default ?? entries[pattern];
  return target.replace('*', name.slice(pattern.length - 1));
}

function importPath(from, to) {
  const path = relative(from, to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

/** On a clone in which nothing was installed, npm would say that a module is missing, and not what to do. */
function resolveTool(name) {
  try {
    return require.resolve(name);
  } catch {
    process.stderr.write(`${name} is missing. Run first, in the root of the repository: npm ci\n`);
    process.exit(1);
  }
}
