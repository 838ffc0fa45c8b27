// What a report says about the machine: no name of a host, no path.
import { cpus, totalmem } from 'node:os';
import { run } from './processes.mjs';
import { UsageError } from './usage-error.mjs';

const versionIn = (text) => /\d+(?:\.\d+)+/.exec(text)?.[0] ?? 'unknown';
const GIB = 2 ** 30;

/** @throws UsageError that names every program that is missing, and the Debian package that has it */
export async function assertTools(tools) {
  const missing = [];
  for (const [program, debianPackage] of Object.entries(tools)) {
    const isThere = await run(['sh', '-c', `command -v ${program}`]).then(
      () => true,
      () => false,
    );
    if (!isThere) missing.push(`${program} (Debian: ${debianPackage})`);
  }
  if (missing.length > 0) throw new UsageError(`Missing programs: ${missing.join(', ')}`);
  if (cpus().length < 2)
    throw new UsageError('Two cores are needed: one for the server, one for the load');
}

export async function describeMachine(services) {
  // wrk prints its version with its usage, and ends with 1.
  const wrk = await run(['sh', '-c', 'wrk --version 2>&1; true']);
  return {
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / GIB),
    node: process.version,
    postgresql: versionIn(services.versions.postgresql),
    redis: versionIn(services.versions.redis),
    wrk: versionIn(wrk),
  };
}
