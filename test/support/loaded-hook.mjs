// Loaded into a server under test by NODE_OPTIONS: a signal makes it tell which packages it has loaded.
import { Module } from 'node:module';

process.on('SIGUSR2', () => {
  const packages = Object.keys(Module._cache).map(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path)?.[1],
  );
  process.stderr.write(`loaded: ${[...new Set(packages)].join(' ')}.\n`);
});
