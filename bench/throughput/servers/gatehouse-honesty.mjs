// Whether what has to be on was on while `validate` was measured: every use is counted, and a revoked token is refused.
import { setTimeout as sleep } from 'node:timers/promises';
import { bearer, request, send, sendWell } from '../requests.mjs';

/** Of what was answered: requests that wrk cut off at the end of a slice may be counted or not. */
const MIN_COUNTED = 0.95;
/** Uses are written once a second. */
const MAX_TRIES = 50;

/** @returns what was not as it should be */
export async function assertHonest(base, { service, answered }) {
  const asAdmin = (method, path) =>
    sendWell(base, request(method, path, { headers: bearer(service.adminToken) }));
  const atLeast = answered * MIN_COUNTED;
  let used = 0;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { json } = await asAdmin('GET', `/api/tokens/service/${service.id}/usage`);
    used = json.tokens.flatMap(({ days }) => days).reduce((sum, day) => sum + day.use_count, 0);
    if (used >= atLeast) break;
    await sleep(100);
  }
  const faults = used < atLeast ? [`${used} uses of tokens were counted of ${answered}`] : [];
  const [{ id, token }] = service.tokens;
  await asAdmin('POST', `/api/tokens/${id}/revoke`);
  const headers = bearer(token);
  const { status } = await send(base, request('GET', '/api/tokens/validate', { headers }));
  return status === 401 ? faults : [...faults, `A revoked token was answered ${status}`];
}
