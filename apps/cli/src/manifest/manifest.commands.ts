import { Command, Option } from 'nest-commander';
import { loadConfig, readEnvironment } from '#libs/config';
import { CliCommand } from '../cli-command.js';
import { EXIT } from '../exit-codes.js';
import { accessMissing, readServerAccess } from '../server/server-access.js';
import { readJsonFile } from './read-json-file.js';
import { putManifest, type ManifestAnswer } from './put-manifest.js';

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
