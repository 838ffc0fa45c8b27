// Loaded into a server under test by NODE_OPTIONS: on a signal it prints which packages are loaded.
import { Module } from 'node:module';

process.on('SIGUSR2', () => {
  const packages = Object.keys(Module._cache).map(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path)?.[1],
  );
  process.stderr.write(`loaded: ${[...new Set(packages)].join(' ')}.\n`);
});
