import { Command, Option } from 'nest-commander';
import {
  ConfigError,
  loadConfig,
  readEnvironment,
  coreConfig,
  type Config,
  type Environment,
} from '#libs/config';
import {
  databaseConfig,
  findSecretKey,
  hasEmbeddedDatabase,
  resolveDatabase,
} from '#libs/database';
import { SystemClock } from '#libs/kernel';
import { httpConfig } from '#api/platform/http';
import { CONFIG_SLICES } from '../../../api/src/config-slices.js';
import { CliCommand } from '../cli-command.js';
import { EXIT } from '../outcome.js';
import { checkAddress } from './check-address.js';
import { checkDatabase, type DatabaseQuestion } from './check-database.js';
import { checkProxy } from './check-proxy.js';
import { checkProviders } from './check-providers.js';
import { checkRedis } from './check-redis.js';
import { checkSmtp } from './check-smtp.js';
import { problem, warning, wordsOf, type Finding } from './finding.js';

/** Checks whether another machine can read the metrics; no finding where that is configured. */
function checkMetrics(config: Config): Finding[] {
  const isProduction = config.get(coreConfig).nodeEnv === 'production';
  if (!isProduction || config.get(httpConfig).metricsToken !== undefined) return [];
  return [
    warning(
      'metrics',
      'METRICS_TOKEN is not set: /metrics and the details of /health/ready answer callers on this machine alone',
      'Set METRICS_TOKEN, and the same as bearer token of the scrape job of Prometheus.',
    ),
  ];
}

const MARKS = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;

@Command({
  name: 'doctor',
  description:
    'name the faults of this installation and how to correct them: configuration, address, proxy, mail, clock, Redis, database, migrations, keys, providers, metrics; ends with 1 when there is a problem',
})
export class DoctorCommand extends CliCommand {
  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  @Option({
    flags: '--mail-to <address>',
    description: 'the recipient that the mail server is asked to accept; otherwise the sender',
  })
  parseMailTo(address: string): string {
    return /^[^\s@<>]+@[^\s@<>]+$/.test(address)
      ? address
      : this.command.error('error: --mail-to must be an e-mail address');
  }

  override async execute(_args: string[], options: Record<string, unknown>): Promise<number> {
    const findings = await examine(readEnvironment(), options['mailTo'] as string | undefined);
    const text =
      options['json'] === true ? JSON.stringify({ findings }, null, 2) : toText(findings);
    process.stdout.write(`${text}\n`);
    return findings.some(({ status }) => status === 'problem') ? EXIT.failed : EXIT.done;
  }
}

/** Checks run although others fail; without a valid configuration none can run. */
async function examine(environment: Environment, mailTo: string | undefined): Promise<Finding[]> {
  const config = readConfig(environment);
  if (!('get' in config)) return config;
  const clock = new SystemClock();
  const secretKey = findSecretKey(config);
  const [issuer, proxy, mail, redis, providers] = await Promise.all([
    checkAddress(config, clock),
    checkProxy(config, secretKey, clock),
    checkSmtp(config, mailTo),
    checkRedis(config),
    checkProviders(config, environment),
  ]);
  const database = await examineDatabase({ config, clock, secretKey, kids: issuer.kids });
  const cure = 'Correct or remove it in the environment or in .env.';
  return [
    ...config.notices.map((text) => warning('configuration', text, cure)),
    ...issuer.findings,
    proxy,
    mail,
    redis,
    ...database,
    ...providers,
    ...checkMetrics(config),
  ];
}

function readConfig(environment: Environment): Config | Finding[] {
  try {
    return loadConfig(environment, CONFIG_SLICES);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ name, message }) =>
      problem(
        'configuration',
        `${name} ${message}`,
        `Correct ${name} in the environment or in .env.`,
      ),
    );
  }
}

async function examineDatabase(
  question: Omit<DatabaseQuestion, 'url' | 'directUrl'>,
): Promise<Finding[]> {
  const { config } = question;
  const { url, directUrl, dataDir } = config.get(databaseConfig);
  if (url !== undefined) return checkDatabase({ ...question, url, directUrl: directUrl ?? url });
  if (!hasEmbeddedDatabase(dataDir)) {
    const cure = 'Start the server: it makes one. Or set DATABASE_URL.';
    return [warning('database', `There is none in ${dataDir} yet`, cure)];
  }
  try {
    const database = await resolveDatabase(config, { role: 'guest' });
    try {
      return await checkDatabase({ ...question, ...database });
    } finally {
      await database.stop();
    }
  } catch (error) {
    const cure = (error as { hint?: string }).hint ?? 'Look at DATABASE_URL and DATA_DIR.';
    return [problem('database', wordsOf(error), cure)];
  }
}

function toText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .flatMap(({ check, status, finding, cure }) => [
      `${MARKS[status]}  ${check.padEnd(width)}  ${finding}`,
      ...(cure === undefined ? [] : [`${' '.repeat(width + 11)}→ ${cure}`]),
    ])
    .join('\n');
}

export const DOCTOR_COMMANDS = [DoctorCommand];
