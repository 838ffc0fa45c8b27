import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

const blocksOf = (language) =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, code]) => code,
  );

/** Writes each TypeScript block of the README to the file that its first line names. */
export function writeSnippets(project, isWanted = () => true, change = (code) => code) {
  for (const code of blocksOf('ts')) {
    const [, name] = /^\/\/ (src\/[\w./-]+)\n/.exec(code) ?? [];
    if (!name) throw new Error(`A TypeScript block of the README names no file:\n${code}`);
    if (!isWanted(name)) continue;
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), change(code));
  }
}

/** The one block of shell commands that says this. */
export function commandsWith(words) {
  const found = blocksOf('sh').filter((code) => code.includes(words));
  if (found.length !== 1) throw new Error(`${found.length} blocks of the README say ${words}`);
  return found[0];
}
