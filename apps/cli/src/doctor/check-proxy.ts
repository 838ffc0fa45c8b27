import { baseUrlOf, coreConfig, isLoopback, type Config } from '#libs/config';
import type { Clock } from '#libs/kernel';
import {
  clientAddress,
  httpConfig,
  parseTrustProxy,
  plainAddress,
  PROBE_HEADER,
  signProbe,
  type Seen,
  type TrustRule,
} from '#api/platform/http';
import { ask } from './ask.js';
import { ok, problem, warning, type Finding } from './finding.js';

const CHECK = 'proxy';
/** An address for documentation (RFC 5737), which no client has. */
export const FORGED = '203.0.113.77';
const ELSEWHERE = '198.51.100.77';

const NAME_PROXIES =
  'Set TRUST_PROXY to the number or the addresses of the proxies before the server.';

/** Checks TRUST_PROXY by what the server reports of a request with a forged X-Forwarded-For. */
export async function checkProxy(
  config: Config,
  secretKey: string | null,
  clock: Clock,
): Promise<Finding> {
  const base = baseUrlOf(config.get(coreConfig));
  const rule = parseTrustProxy(config.get(httpConfig).trustProxy) ?? { kind: 'none' };
  const asked = secretKey === null ? null : await askServer(base, secretKey, clock);
  return asked === null
    ? unseen(base, rule.kind !== 'none')
    : judge(asked.seen, rule, asked.localPort);
}

interface AskedServer {
  readonly seen: Seen;
  readonly localPort: number | undefined;
}

/** Sends a request with a forged client address; `null` when the server does not report what it saw. */
async function askServer(
  base: string,
  secretKey: string,
  clock: Clock,
): Promise<AskedServer | null> {
  try {
    const { body, localPort } = await ask(`${base}/health/live`, {
      'x-forwarded-for': FORGED,
      [PROBE_HEADER]: signProbe(secretKey, clock.nowMs()),
    });
    const seen = body['seen'] as Seen | undefined;
    return seen ? { seen, localPort } : null;
  } catch {
    return null;
  }
}

/**
 * Judges by the address that the server would compute for a client on another network. This machine itself may be the
 * host of the proxy or in a trusted network, and then the server accepts its forged header rightly.
 */
export function judge(seen: Seen, rule: TrustRule, localPort?: number): Finding {
  const { address, peer, forwarded_for: forwarded } = seen;
  const expected = clientAddress(peer, forwarded ?? undefined, rule);
  if (address !== expected) return address === FORGED ? believed() : otherRule(address, expected);
  return entriesOf(forwarded).at(-1) === FORGED
    ? judgeUntouched(seen, rule, seen.peer_port === localPort)
    : judgeProxied(seen, rule);
}

const entriesOf = (forwarded: string | null) =>
  (forwarded ?? '').split(',').map((entry) => plainAddress(entry));

/** The header arrived unchanged: there is no proxy, or the proxy does not write the header. */
function judgeUntouched({ address }: Seen, { kind }: TrustRule, isDirect: boolean): Finding {
  if (address === FORGED && !(isDirect && kind === 'networks')) return believed();
  if (kind === 'none') return inOrder(address);
  return warning(
    CHECK,
    'TRUST_PROXY is set, and APP_BASE_URL leads past any proxy',
    'Set APP_BASE_URL to the address of the proxy, or unset TRUST_PROXY.',
  );
}

function judgeProxied({ address, peer, forwarded_for }: Seen, rule: TrustRule): Finding {
  if (rule.kind === 'none') {
    return problem(
      CHECK,
      `A proxy stands before the server, and none is trusted: all clients share its address, ${peer}`,
      NAME_PROXIES,
    );
  }
  const entries = entriesOf(forwarded_for);
  if (entries.at(-1) === null) return untold(peer);
  // The entry of the first proxy is this machine's address.
  const place = entries.lastIndexOf(FORGED) + 1;
  const forElsewhere = entries.with(place, ELSEWHERE).join(', ');
  const there = clientAddress(peer, forElsewhere, rule);
  if (there === FORGED) return believed();
  if (there !== ELSEWHERE) return unknownProxy(there);
  if (address !== FORGED) return inOrder(address);
  return judgeTrustedSelf(entries[place] ?? '', [plainAddress(peer), ...entries.slice(place + 1)]);
}

/** TRUST_PROXY covers this machine's own address. */
function judgeTrustedSelf(own: string, proxies: readonly (string | null)[]): Finding {
  if (isLoopback(own) || proxies.includes(own)) {
    return ok(
      CHECK,
      `The server sees each client as the proxy on this machine does, ${own}, which alone is believed what it claims`,
    );
  }
  return warning(
    CHECK,
    `TRUST_PROXY takes this machine, ${own}, for a proxy: so is every client in that network, and chooses its own address`,
    'Set TRUST_PROXY to the addresses of the proxies alone, or let them replace X-Forwarded-For.',
  );
}

const inOrder = (address: string): Finding =>
  ok(CHECK, `The server sees this machine as ${address}, whatever it claims`);

const believed = (): Finding =>
  problem(
    CHECK,
    'A client chooses its own address: the server believes any X-Forwarded-For that comes through APP_BASE_URL',
    'Set TRUST_PROXY to the addresses of the proxies alone, and let them replace or append to the header; without a proxy unset it.',
  );

const otherRule = (address: string, expected: string): Finding =>
  problem(
    CHECK,
    `The server runs with another TRUST_PROXY than this environment has: it sees this machine as ${address}, which would be ${expected}`,
    'Restart the server with the TRUST_PROXY of this environment, or run this with the environment of the server.',
  );

const unknownProxy = (address: string): Finding =>
  problem(
    CHECK,
    `A proxy stands before the server that TRUST_PROXY does not count or name, ${address}: all clients share its address`,
    NAME_PROXIES,
  );

const untold = (peer: string): Finding =>
  problem(
    CHECK,
    `The proxy before the server passes on no X-Forwarded-For with an address: all clients share its own, ${peer}`,
    'Let the proxy write the address of the client into X-Forwarded-For.',
  );

/** The finding when the server does not report what it saw. */
export function unseen(base: string, isTrusting: boolean): Finding {
  if (new URL(base).protocol === 'https:' && !isTrusting) {
    return problem(
      CHECK,
      'APP_BASE_URL is https, so a proxy stands before the server, and none is trusted: all clients share its address',
      NAME_PROXIES,
    );
  }
  return warning(
    CHECK,
    'The server was not asked what it sees',
    'Run it where the server and its SECRET_KEY are, with /health/live passed on by the proxy.',
  );
}
