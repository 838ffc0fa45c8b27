// Logins in a number that the server cannot answer, beside `validate`: the event loop has to go on.
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { JOBS } from './jobs.mjs';
import { cycleFor } from './wrk.mjs';

const TIMES = 10;
/** So long the storm blows before, and after, what is measured. */
const MARGIN_SECONDS = 1;

const share = (seconds) => Math.max(1, Math.floor(seconds / 2));

/** `calmP99` is that of the same requests right before. */
export async function stormFor(base, { requests, beside }, { work, connections, seconds, core }) {
  const each = share(seconds);
  const calm = await cycleFor(base, requests, { work, connections, seconds: each, core });
  const others = join(work, 'storm');
  mkdirSync(others, { recursive: true });
  const storm = cycleFor(base, beside, {
    work: others,
    connections: JOBS.login.connections * TIMES,
    seconds: each + 2 * MARGIN_SECONDS,
    core,
  });
  await new Promise((resolve) => setTimeout(resolve, MARGIN_SECONDS * 1000));
  const stormy = await cycleFor(base, requests, { work, connections, seconds: each, core });
  const { count, failed, rate } = await storm;
  return {
    ...stormy,
    count: stormy.count + calm.count + count,
    failed: stormy.failed + calm.failed + failed,
    calmP99: calm.p99,
    logins: rate,
  };
}
