// Where the figures stand: bench/results.json, and what is made of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderResults } from './report.mjs';
import { withReadmeBlock } from './readme-block.mjs';

const RESULTS = 'bench/results.json';

/** The files that are made of the results, by path. */
export function renderPublished(root, results) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  return new Map([
    ['bench/RESULTS.md', renderResults(results)],
    ['README.md', withReadmeBlock(readme, results)],
  ]);
}

export const readPublished = (root) => JSON.parse(readFileSync(join(root, RESULTS), 'utf8'));

export function publish(root, results) {
  writeFileSync(join(root, RESULTS), `${JSON.stringify(results)}\n`);
  for (const [path, text] of renderPublished(root, results)) writeFileSync(join(root, path), text);
}
