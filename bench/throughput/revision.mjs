// The build of another revision, in a work tree of its own that is removed at the end.
import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from './options.mjs';
import { run } from './processes.mjs';

const lockOf = (root) => readFileSync(join(root, 'package-lock.json'), 'utf8');

/** @throws UsageError when there is no such revision */
export async function buildRevision(root, name, say) {
  const git = (...args) => run(['git', ...args], { cwd: root });
  const commit = await git('rev-parse', '--verify', '--quiet', `${name}^{commit}`).catch(() => {
    throw new UsageError(`No revision ${name}`);
  });
  const tree = join(mkdtempSync(join(tmpdir(), 'gatehouse-revision-')), 'tree');
  const remove = () => git('worktree', 'remove', '--force', tree);
  await git('worktree', 'add', '--detach', tree, commit.trim());
  try {
    if (lockOf(tree) === lockOf(root)) {
      symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    } else {
      say(`${name}: npm ci`);
      await run(['npm', 'ci', '--no-audit', '--no-fund'], { cwd: tree });
    }
    say(`${name}: npm run build`);
    await run(['npm', 'run', 'build'], { cwd: tree });
  } catch (error) {
    await remove();
    throw error;
  }
  return { root: tree, remove };
}
