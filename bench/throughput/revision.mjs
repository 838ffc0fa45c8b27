// The build of another revision, in a work tree of its own.
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { withScratch, withUndoing } from './scratch.mjs';
import { UsageError } from './usage-error.mjs';

const lockOf = (root) => readFileSync(join(root, 'package-lock.json'), 'utf8');

async function build(tree, { root, name, say }) {
  if (lockOf(tree) === lockOf(root)) {
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  } else {
    say(`${name}: npm ci`);
    await run(['npm', 'ci', '--no-audit', '--no-fund'], { cwd: tree });
  }
  say(`${name}: npm run build`);
  await run(['npm', 'run', 'build'], { cwd: tree });
}

/**
 * Gives `work` the folder of the built revision, which is removed after it.
 * @throws UsageError when there is no such revision
 */
export async function withRevision({ root, name, say }, work) {
  const git = (...args) => run(['git', ...args], { cwd: root });
  const commit = await git('rev-parse', '--verify', '--quiet', `${name}^{commit}`).catch(() => {
    throw new UsageError(`No revision ${name}`);
  });
  return withScratch((folder) => {
    const tree = join(folder, 'tree');
    return withUndoing(
      () => git('worktree', 'remove', '--force', tree),
      async () => {
        await git('worktree', 'add', '--detach', tree, commit.trim());
        await build(tree, { root, name, say });
        return work(tree);
      },
    );
  });
}
