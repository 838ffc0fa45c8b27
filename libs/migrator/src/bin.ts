#!/usr/bin/env node
import { abortOnSignals } from './cli/interrupt.js';
import { main } from './cli/main.js';

// A reader that has enough (`| head`) closes the pipe: what is under way goes on, unheard.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await main(process.argv.slice(2), process.env, abortOnSignals());
