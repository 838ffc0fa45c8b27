import { baseUrlOf, coreConfig, isLoopback, type Config } from '#libs/config';
import type { Clock } from '#libs/kernel';
import { httpConfig, parseTrustProxy, PROBE_HEADER, signProbe, type Seen } from '#api/http';
import { ask } from './ask.js';
import { ok, problem, warning, type Finding } from './finding.js';

const CHECK = 'proxy';
/** Of a network for documentation (RFC 5737): nobody's. */
const FORGED = '203.0.113.77';

/** What stands between people and the server, as the server itself sees it. */
export async function checkProxy(
  config: Config,
  secretKey: string | null,
  clock: Clock,
): Promise<Finding> {
  const base = baseUrlOf(config.get(coreConfig));
  const isTrusting = parseTrustProxy(config.get(httpConfig).trustProxy)?.kind !== 'nobody';
  const seen = secretKey === null ? null : await askServer(base, secretKey, clock);
  return seen === null ? unseen(base, isTrusting) : judge(seen, isTrusting);
}

/** A request with an invented sender; `null` when the server does not say what it saw. */
async function askServer(base: string, secretKey: string, clock: Clock): Promise<Seen | null> {
  try {
    const { body } = await ask(`${base}/health/live`, {
      'x-forwarded-for': FORGED,
      [PROBE_HEADER]: signProbe(secretKey, clock.nowMs()),
    });
    return (body['seen'] as Seen | undefined) ?? null;
  } catch {
    return null;
  }
}

export function judge(seen: Seen, isTrusting: boolean): Finding {
  if (seen.address === FORGED) {
    return problem(
      CHECK,
      'A client chooses its own address: the server believes any X-Forwarded-For that comes through APP_BASE_URL',
      'Set TRUST_PROXY to the addresses of the proxies alone, and let them replace or append to the header; without a proxy unset it.',
    );
  }
  const isPassedOn = seen.forwarded_for !== FORGED;
  if (isPassedOn && !isTrusting) {
    return problem(
      CHECK,
      `A proxy stands before the server, and none is trusted: all clients share its address, ${seen.peer}`,
      'Set TRUST_PROXY to the number or the addresses of the proxies before the server.',
    );
  }
  if (isPassedOn && seen.address === seen.peer) {
    return problem(
      CHECK,
      `TRUST_PROXY is not the address of the proxy, ${seen.peer}: all clients share it`,
      'Set TRUST_PROXY to the number or the addresses of the proxies before the server.',
    );
  }
  if (!isPassedOn && isTrusting) {
    return warning(
      CHECK,
      'TRUST_PROXY is set, and APP_BASE_URL leads past any proxy',
      'Set APP_BASE_URL to the address of the proxy, or unset TRUST_PROXY.',
    );
  }
  return ok(CHECK, `The server sees this machine as ${seen.address}, whatever it claims`);
}

/** What can be said without the server's word. */
export function unseen(base: string, isTrusting: boolean): Finding {
  const { protocol, hostname } = new URL(base);
  if (protocol === 'https:' && !isTrusting) {
    return problem(
      CHECK,
      'APP_BASE_URL is https, so a proxy stands before the server, and none is trusted: all clients share its address',
      'Set TRUST_PROXY to the number or the addresses of the proxies before the server.',
    );
  }
  if (isTrusting && isLoopback(hostname)) {
    return warning(
      CHECK,
      'TRUST_PROXY is set, and APP_BASE_URL leads past any proxy',
      'Set APP_BASE_URL to the address of the proxy, or unset TRUST_PROXY.',
    );
  }
  return warning(
    CHECK,
    'The server was not asked what it sees',
    'Run it where the server and its SECRET_KEY are, with /health/live passed on by the proxy.',
  );
}
