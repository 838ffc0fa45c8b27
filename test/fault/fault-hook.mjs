import { NestApplication } from '@nestjs/core';

// Loaded into a server under test by NODE_OPTIONS: signals cause the faults that no request can cause.
process.on('SIGUSR2', () => {
  void Promise.reject(new Error('a forgotten rejection of anna@example.org'));
});
process.on('SIGHUP', () => {
  setImmediate(() => {
    throw new Error('an exception that nobody catches');
  });
});
process.on('SIGWINCH', () => {
  NestApplication.prototype.close = () => Promise.reject(new Error('a part that does not close'));
  process.stderr.write('Nothing closes any more\n');
});
