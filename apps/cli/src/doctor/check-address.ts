import { baseUrlOf, coreConfig, type Config } from '#libs/config';
import type { Clock } from '#libs/kernel';
import { ask } from './ask.js';
import { ok, problem, wordsOf, type Finding } from './finding.js';

const TOLERANCE_SECONDS = 5;
const KEYS = '/.well-known/jwks.json';

export interface Issuer {
  readonly findings: readonly Finding[];
  /** The ids of the published keys; `null` when they could not be read. */
  readonly kids: readonly string[] | null;
}

/** Checks that the issuer of tokens leads to a server that publishes keys. */
export async function checkAddress(config: Config, clock: Clock): Promise<Issuer> {
  const base = baseUrlOf(config.get(coreConfig));
  try {
    const { status, date, body } = await ask(`${base}${KEYS}`);
    const kids = status === 200 ? kidsIn(body['keys']) : null;
    return { findings: [issuerFinding(base, status, kids), ...dateFinding(date, clock)], kids };
  } catch (error) {
    const cure = 'Start the server, or set APP_BASE_URL to the address that people reach it at.';
    const finding = problem('issuer', `${base} cannot be reached: ${wordsOf(error)}`, cure);
    return { findings: [finding], kids: null };
  }
}

function kidsIn(keys: unknown): string[] | null {
  if (!Array.isArray(keys) || keys.length === 0) return null;
  return keys.map((key: { kid?: unknown }) => String(key.kid));
}

function issuerFinding(base: string, status: number, kids: readonly string[] | null): Finding {
  if (kids) return ok('issuer', `${base} publishes the keys of its tokens`);
  const cure =
    'APP_BASE_URL must lead to this server without a redirect; a path in it must be the one under which the proxy serves it.';
  return problem('issuer', `${base}${KEYS} answers ${status} and no keys`, cure);
}

function dateFinding(date: string | undefined, clock: Clock): Finding[] {
  const there = date === undefined ? NaN : new Date(date).getTime();
  if (Number.isNaN(there)) return [];
  const seconds = Math.round(Math.abs(there - clock.nowMs()) / 1000);
  return seconds <= TOLERANCE_SECONDS
    ? []
    : [
        problem(
          'clock',
          `This machine and the server differ by ${seconds} s`,
          'Let both follow the same time servers (NTP).',
        ),
      ];
}
