import { wrongUse } from '../errors.js';

/** The values of the commands' options. */
export interface OptionValues {
  steps: number;
  to: string;
  dryRun: boolean;
  strict: boolean;
  yes: boolean;
  json: boolean;
  wait: number;
  lockTimeout: number;
  exitCode: boolean;
  shadow: string;
  check: boolean;
  out: string;
  applied: boolean;
}

export type Options = Partial<OptionValues>;

/** An option, defined once for every command line that offers it. */
export interface OptionSpec {
  readonly key: keyof OptionValues;
  /** The flag with its dashes. */
  readonly flag: string;
  /** The placeholder of its value in the usage; absent for a switch. */
  readonly argument?: string;
  readonly description: string;
  /** @throws MigratorError (USAGE) */
  readonly parse?: (text: string) => string | number;
}

/** Refuses `--steps 0x1` and `1e3`. */
function parseSteps(text: string): number {
  const value = Number(text);
  if (/^[1-9]\d{0,8}$/.test(text)) return value;
  throw wrongUse(`--steps must be a whole number from 1, not "${text}".`);
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** `30s`, `500ms`, `2m`; a bare number is seconds. */
export function parseDurationMs(flag: string, text: string): number {
  const match = /^(\d{1,6})(ms|s|m)?$/.exec(text);
  if (!match) throw wrongUse(`${flag} must be a time like 30s, 500ms or 2m, not "${text}".`);
  return Number(match[1]) * (UNIT_MS[match[2] ?? 's'] as number);
}

export const OPTIONS = {
  steps: {
    key: 'steps',
    flag: '--steps',
    argument: 'N',
    description: 'this many files',
    parse: parseSteps,
  },
  to: {
    key: 'to',
    flag: '--to',
    argument: 'VERSION',
    description:
      'up to and including this version; down: until it is the newest (0: all are reverted)',
  },
  dryRun: {
    key: 'dryRun',
    flag: '--dry-run',
    description: 'print the plan and change nothing',
  },
  strict: {
    key: 'strict',
    flag: '--strict',
    description:
      'refuse what otherwise causes only a warning: files out of order, dangerous statements',
  },
  yes: { key: 'yes', flag: '--yes', description: 'do not ask' },
  json: { key: 'json', flag: '--json', description: 'one JSON document on standard output' },
  wait: {
    key: 'wait',
    flag: '--wait',
    argument: 'TIME',
    description: 'how long to wait for another run to end (30s)',
    parse: (text) => parseDurationMs('--wait', text),
  },
  lockTimeout: {
    key: 'lockTimeout',
    flag: '--lock-timeout',
    argument: 'TIME',
    description:
      'how long a statement queues behind other sessions before its file is retried (5s)',
    parse: (text) => parseDurationMs('--lock-timeout', text),
  },
  exitCode: {
    key: 'exitCode',
    flag: '--exit-code',
    description: 'end with 3 when files are pending',
  },
  shadow: {
    key: 'shadow',
    flag: '--shadow',
    argument: 'URL',
    description: 'an empty database in which each file is tried: up, down, up; it is left empty',
  },
  check: {
    key: 'check',
    flag: '--check',
    description: 'write nothing; end with 5 when the file is not what it would be',
  },
  out: {
    key: 'out',
    flag: '--out',
    argument: 'FILE',
    description:
      'where to write (schema.sql in the folder of the migrations; - is standard output)',
  },
  applied: {
    key: 'applied',
    flag: '--applied',
    description: 'record a pending file as applied without running it',
  },
} as const satisfies Readonly<Record<keyof OptionValues, OptionSpec>>;
