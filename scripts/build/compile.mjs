// Compiles the sources of the server and the command line, file by file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { listSources } from './sources.mjs';

/** The same options for both compilers; a test compares them with tsconfig.json. */
export const OPTIONS = {
  configFile: false,
  swcrc: false,
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'nodenext' },
  sourceMaps: true,
  // The maps refer to the sources: they do not contain a second copy of them.
  inlineSourcesContent: false,
};

/**
 * Excluded, because neither program imports them: the guard is built and published separately, the other is for tests.
 */
const IS_ELSEWHERE = /^libs[\\/](?:guard|testing)[\\/]/;

/** Without the compiler's stack, which does not concern the source. */
const inWords = (error) => error.message.split('\n\nCaused by:')[0].trim();

async function compileFile(transformFile, root, source) {
  const target = join(root, 'dist', relative(root, source)).replace(/\.ts$/, '.js');
  const map = `${basename(target)}.map`;
  const sourceFileName = relative(dirname(target), source).replaceAll('\\', '/');
  const compiled = await transformFile(source, { ...OPTIONS, sourceFileName });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${compiled.code}//# sourceMappingURL=${map}\n`);
  writeFileSync(join(dirname(target), map), compiled.map);
}

/**
 * Writes `dist/<path>.js` and its map for each source.
 * @throws Error with everything that is no TypeScript, by file and line
 */
export async function compile(root) {
  const sources = listSources(root).filter(
    (path) => /(?<!\.d)\.ts$/.test(path) && !IS_ELSEWHERE.test(relative(root, path)),
  );
  // Scripts that install missing packages load this file before they do so.
  const { transformFile } = await import('@swc/core');
  const results = await Promise.allSettled(
    sources.map((source) => compileFile(transformFile, root, source)),
  );
  const reasons = results.flatMap(({ reason }) => (reason ? [inWords(reason)] : []));
  if (reasons.length > 0) throw new Error(reasons.join('\n\n'));
}
