// Loaded before the server (`node --import`): on SIGUSR2 it writes which files have had a function run since the last
// time, and begins anew.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

process.on('SIGUSR2', () => {
  void session.post('Profiler.takePreciseCoverage').then(({ result }) => {
    const ran = result
      .filter(({ url }) => /\/dist\/(?:apps|libs)\//.test(url))
      // The script itself runs once, when it is loaded.
      .filter(({ functions }) =>
        functions.some(({ ranges: [{ startOffset, count }] }) => startOffset > 0 && count > 0),
      )
      .map(({ url }) => url.replace(/^.*\/dist\//, ''));
    writeFileSync(process.env.ACTS_FILE, JSON.stringify(ran));
  });
});
