import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

const IMPORTS = /(?:\bfrom|\brequire\(|\bimport\()\s*["']([^"'.][^"']*)["']/g;

/**
 * What strict installs (pnpm, Yarn with Plug'n'Play) hold a package to: everything that its files import, types included, is one of
 * its dependencies or peers.
 */
export function assertDeclared(tarball, work) {
  const folder = join(work, 'unpacked');
  mkdirSync(folder);
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  const root = join(folder, 'package');
  const { name, dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const declared = new Set([name, ...Object.keys({ ...dependencies, ...peerDependencies })]);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((one) => /\.(js|d\.ts)$/.test(one))) {
    const code = readFileSync(join(root, file), 'utf8').replace(/^\s*(\/\/|\*).*$/gm, '');
    for (const [, path] of code.matchAll(IMPORTS)) {
      const wanted = path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/');
      if (!isBuiltin(path) && !declared.has(wanted)) {
        throw new Error(`${file} imports ${path}, which the package does not declare`);
      }
    }
  }
  console.log(`${files.length} files import only what the package declares`);
}
