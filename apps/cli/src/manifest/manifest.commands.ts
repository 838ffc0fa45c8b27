import { Command, Option } from 'nest-commander';
import { loadConfig, readEnvironment } from '#libs/config';
import { CliCommand } from '../cli-command.js';
import { EXIT } from '../outcome.js';
import {
  accessMissing,
  readServerAccess,
  askServer,
  type ServerAccess,
} from '../server/ask-server.js';
import { readJsonFile } from './read-json-file.js';

interface ManifestCall extends ServerAccess {
  /** JSON text, unchanged from the file. */
  readonly body: string;
  readonly isDryRun: boolean;
}

/** The server's answer, or its refusal in one line. */
interface ManifestAnswer {
  readonly body: unknown;
  readonly problem: string | null;
  readonly lines: readonly string[];
}

interface Outcome {
  dry_run?: boolean;
  service?: { name: string };
  permissions?: Record<string, unknown[]>;
  roles?: Record<string, unknown[]>;
  scopes?: Record<string, unknown[]>;
}

/** Sends a manifest to a server; a refusal is an answer, not an error. */
async function putManifest({ isDryRun, ...call }: ManifestCall): Promise<ManifestAnswer> {
  const path = `api/services/manifest${isDryRun ? '?dry_run=true' : ''}`;
  const { body, problem } = await askServer<Outcome>({ ...call, method: 'PUT', path });
  return { body, problem, lines: body && problem === null ? linesOf(body) : [] };
}

function linesOf(outcome: Outcome): string[] {
  const count = (kind: string, counts: Record<string, unknown[]> = {}) => {
    const words = Object.entries(counts).map(([word, names]) => `${names.length} ${word}`);
    return `${kind}: ${words.join(', ')}`;
  };
  const first = outcome.dry_run
    ? `Nothing was changed in ${outcome.service?.name}.`
    : `Declared for ${outcome.service?.name}.`;
  return [
    first,
    count('permissions', outcome.permissions),
    count('roles', outcome.roles),
    count('scopes', outcome.scopes),
  ];
}

@Command({
  name: 'manifest',
  arguments: '<file>',
  description: 'declare the permissions, roles and scopes of a service (JSON); removes nothing',
})
export class ManifestCommand extends CliCommand {
  @Option({ flags: '--url <address>', description: 'the address of Gatehouse (or GATEHOUSE_URL)' })
  parseUrl(url: string): string {
    return url;
  }

  @Option({ flags: '--dry-run', description: 'print the plan and change nothing' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print the answer as JSON' })
  parseJson(): boolean {
    return true;
  }

  override async execute([file = '']: string[], options: Record<string, unknown>): Promise<number> {
    const environment = readEnvironment();
    const access = readServerAccess(environment, options);
    if (!access) {
      // Throws when the reason is an unreadable .env file.
      loadConfig(environment, []);
      const missing = accessMissing(' with the scope manifest:write');
      process.stderr.write(`error: ${missing}\n`);
      return EXIT.usage;
    }
    const body = await readJsonFile(file);
    const isDryRun = options['dryRun'] === true;
    return show(await putManifest({ ...access, body, isDryRun }), options['json'] === true);
  }
}

function show(answer: ManifestAnswer, isJson: boolean): number {
  if (isJson) process.stdout.write(`${JSON.stringify(answer.body)}\n`);
  if (answer.problem !== null) {
    if (!isJson) process.stderr.write(`error: ${answer.problem}\n`);
    return EXIT.failed;
  }
  if (!isJson) process.stdout.write(`${answer.lines.join('\n')}\n`);
  return EXIT.done;
}

export const MANIFEST_COMMANDS = [ManifestCommand];
