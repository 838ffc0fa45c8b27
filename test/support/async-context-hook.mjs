// Loaded into a server under test by NODE_OPTIONS: prints where an async context is entered, the first time at each place.
import { AsyncLocalStorage } from 'node:async_hooks';

const told = new Set();

for (const name of ['run', 'enterWith']) {
  const enter = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...given) {
    const place = new Error('entered').stack?.split('\n')[2]?.trim();
    if (!told.has(place)) process.stderr.write(`async context entered ${place}\n`);
    told.add(place);
    return enter.apply(this, given);
  };
}
