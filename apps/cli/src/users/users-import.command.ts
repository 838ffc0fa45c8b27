import type { KeyObject } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Option, SubCommand } from 'nest-commander';
import {
  AccountImport,
  type AccountImportReport,
  parsePrivateKey,
  type FileFormat,
  type RefusedLine,
} from '#api/integration/importing';
import { CliCommand } from '../cli-command.js';
import { confirm, isInteractive, withProgress } from '../terminal.js';
import { EXIT, Refusal } from '../outcome.js';
import { withFeatures } from '../features/with-features.js';
import { formatOfName, toFormat, ImportSource } from './account-file.js';
import { readKeyFile } from './read-key-file.js';
import { RefusedLines, toJsonReport, toTextReport } from './import-report.js';

interface ImportOptions {
  readonly format?: FileFormat;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly rejects?: string;
  readonly json?: boolean;
  /** A file. */
  readonly decryptWith?: string;
}

@SubCommand({
  name: 'import',
  description:
    'import accounts with their bcrypt hashes ($2a$, $2b$, $2y$); prints the plan first, and never changes an existing account',
  arguments: '<file>',
  argsDescription: { file: 'CSV with a heading, or NDJSON; fields as in docs/importing.md' },
})
export class UsersImportCommand extends CliCommand {
  @Option({ flags: '--format <csv|ndjson>', description: 'otherwise by the name of the file' })
  parseFormat(text: string): FileFormat {
    return toFormat(text) ?? this.command.error('error: --format must be csv or ndjson');
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
    flags: '--rejects <file>',
    description: 'write the refused lines with the reasons to this new file',
  })
  parseRejects(file: string): string {
    return file;
  }

  @Option({
    flags: '--decrypt-with <file>',
    description:
      'the private key (PEM) for secrets of authenticator apps; without it they are left out',
  })
  parseDecryptWith(file: string): string {
    return file;
  }

  @Option({ flags: '--json', description: 'print the report as JSON' })
  parseJson(): boolean {
    return true;
  }

  override async execute([file = '']: string[], given: Record<string, unknown>): Promise<number> {
    const options: ImportOptions = given;
    const format = options.format ?? formatOfName(file);
    if (!format) return this.command.error('error: give --format csv or --format ndjson');
    if (!options.dryRun && !options.yes && !isInteractive()) {
      return this.command.error('error: there is no terminal to ask: add --yes, or --dry-run');
    }
    const source = await ImportSource.open(file, format);
    const { decryptWith } = options;
    const totpKey =
      decryptWith === undefined ? undefined : await readKeyFile(decryptWith, parsePrivateKey);
    return withFeatures((features) =>
      importFile(features, { source, ...(totpKey && { totpKey }) }, options),
    );
  }
}

/** The file, and the key for its sealed secrets. */
interface Sealed {
  readonly source: ImportSource;
  readonly totpKey?: KeyObject;
}

async function importFile(
  features: INestApplicationContext,
  source: Sealed,
  options: ImportOptions,
): Promise<number> {
  const refused = await RefusedLines.open(options.rejects);
  try {
    const planned = await read(features, source, { dryRun: true, refused });
    if (planned.records === 0) {
      throw new Refusal('the file contains no record', 'Was it cut off, or is it another file?');
    }
    if (options.dryRun) return tell(planned, refused.first, options, true);
    if (!options.json) process.stdout.write(toTextReport(planned, refused.first, true));
    const isWanted = planned.created > 0 && (options.yes || (await isConfirmed(planned.created)));
    if (!isWanted) return giveUp(planned, refused.first, options);
    const done = await read(features, source, { dryRun: false, refused: null });
    return tell(done, options.json ? refused.first : [], options, false);
  } finally {
    await refused.close();
  }
}

const isConfirmed = (count: number) =>
  confirm(`Import ${count} ${count === 1 ? 'account' : 'accounts'}?`);

/** Nothing to import, or the user declined. */
function giveUp(
  report: AccountImportReport,
  first: readonly RefusedLine[],
  options: ImportOptions,
): number {
  if (report.created === 0) {
    if (options.json) return tell(report, first, options, false);
    process.stdout.write('Nothing to import\n');
    return exitCodeOf(report);
  }
  process.stderr.write('Nothing was imported\n');
  return EXIT.failed;
}

function tell(
  report: AccountImportReport,
  first: readonly RefusedLine[],
  { json }: ImportOptions,
  dryRun: boolean,
): number {
  process.stdout.write(
    json ? toJsonReport(report, first, dryRun) : toTextReport(report, first, dryRun),
  );
  return exitCodeOf(report);
}

/** Refused lines make the command fail for scripts, though the other lines were imported. */
const exitCodeOf = ({ refused }: AccountImportReport): number =>
  refused > 0 ? EXIT.failed : EXIT.done;

async function read(
  features: INestApplicationContext,
  { source, totpKey }: Sealed,
  { dryRun, refused }: { dryRun: boolean; refused: RefusedLines | null },
): Promise<AccountImportReport> {
  return withProgress(dryRun ? 'records checked' : 'records imported', (onProgress) =>
    features.get(AccountImport).run(source.records(), {
      dryRun,
      ...(totpKey && { totpKey }),
      onRefused: (line) => refused?.add(line),
      onProgress,
    }),
  );
}
