#!/usr/bin/env node
import { abortOnSignals } from './cli/terminal.js';
import { main } from './cli/main.js';

// A reader such as `| head` may close the pipe early: the command continues without output.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await main(process.argv.slice(2), process.env, abortOnSignals());
