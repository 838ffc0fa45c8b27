import type { INestApplicationContext } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import {
  FlaskImport,
  readOriginal,
  type FlaskReport,
  type Original,
} from '#api/integration/importing';
import { CliCommand, CliCommandGroup } from '../cli-command.js';
import { confirm, isInteractive, withProgress } from '../terminal.js';
import { EXIT } from '../outcome.js';
import { NewFile } from '../new-file.js';
import { withFeatures } from '../features/with-features.js';
import { toJsonReport, toTextReport } from './flask-report-text.js';

const TENANT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface FlaskOptions {
  readonly from: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly report?: string;
  readonly microsoftTenant?: string;
  readonly json?: boolean;
}

@SubCommand({
  name: 'flask',
  description:
    'import the database of the original Flask service: accounts, services, roles, application tokens; prints the plan first, and imports all or nothing',
})
export class ImportFlaskCommand extends CliCommand {
  @Option({
    flags: '--from <url>',
    description:
      'the original database, which is only read (a password may also come from PGPASSWORD)',
    required: true,
  })
  parseFrom(url: string): string {
    return url;
  }

  @Option({ flags: '--dry-run', description: 'print the plan and change nothing' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({ flags: '--yes', description: 'do not ask; required without a terminal' })
  parseYes(): boolean {
    return true;
  }

  @Option({
    flags: '--report <file>',
    description: 'write the whole report as JSON to a new file: counts, notices, old ids to new',
  })
  parseReport(file: string): string {
    return file;
  }

  @Option({
    flags: '--microsoft-tenant <id>',
    description: 'the Microsoft tenant of the users; without it they must link Microsoft again',
  })
  parseTenant(id: string): string {
    return TENANT.test(id)
      ? id.toLowerCase()
      : this.command.error('error: --microsoft-tenant must be a GUID');
  }

  @Option({ flags: '--json', description: 'print the whole report as JSON' })
  parseJson(): boolean {
    return true;
  }

  override async execute(_args: string[], given: Record<string, unknown>): Promise<number> {
    const options = given as unknown as FlaskOptions;
    if (!options.dryRun && !options.yes && !isInteractive()) {
      return this.command.error('error: there is no terminal to ask: add --yes, or --dry-run');
    }
    const original = await readOriginal(options.from);
    const file = options.report === undefined ? null : await NewFile.create(options.report);
    try {
      return await withFeatures((features) =>
        importOriginal(features, original, { ...options, file }),
      );
    } finally {
      await file?.close();
    }
  }
}

async function importOriginal(
  features: INestApplicationContext,
  original: Original,
  options: FlaskOptions & { readonly file: NewFile | null },
): Promise<number> {
  const run = (dryRun: boolean) =>
    withProgress(dryRun ? 'records checked' : 'records imported', (onProgress) =>
      features.get(FlaskImport).run(original, {
        dryRun,
        microsoftTenant: options.microsoftTenant ?? null,
        onProgress,
      }),
    );
  const planned = await run(true);
  if (options.dryRun) return tell(planned, options, true);
  if (!options.json) process.stdout.write(toTextReport(planned, true));
  if (!options.yes && !(await confirm('Import all of this?'))) {
    process.stderr.write('Nothing was imported\n');
    return EXIT.failed;
  }
  return tell(await run(false), options, false);
}

async function tell(
  report: FlaskReport,
  { json, file }: { readonly json?: boolean; readonly file: NewFile | null },
  dryRun: boolean,
): Promise<number> {
  const whole = toJsonReport(report, dryRun);
  await file?.write(whole);
  process.stdout.write(json ? whole : toTextReport(report, dryRun));
  return EXIT.done;
}

@Command({
  name: 'import',
  description: 'import the data of another system (accounts of a file: gatehouse users import)',
  subCommands: [ImportFlaskCommand],
})
export class ImportCommand extends CliCommandGroup {}

export const IMPORT_COMMANDS = [ImportCommand, ImportFlaskCommand];
