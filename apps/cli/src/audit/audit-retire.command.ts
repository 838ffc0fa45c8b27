import { Option, SubCommand } from 'nest-commander';
import { AuditPartNotIntact, RetireAudit, type RetirablePart } from '#api/audit';
import { isCalendarDay } from '#libs/kernel';
import { CliCommand } from '../cli-command.js';
import { confirm, isInteractive } from '../terminal.js';
import { EXIT, Refusal } from '../outcome.js';
import { withFeatures } from '../features/with-features.js';
import { countOf, TAMPERED } from './audit-text.js';
import { RetirementFile } from './retirement-file.js';

interface RetireOptions {
  readonly before: string;
  readonly export?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** The result with `--json`; without it each line was printed as it happened. */
interface Retirement {
  readonly dry_run: boolean;
  readonly planned: readonly { readonly day: string; readonly up_to_seal: number }[];
  readonly retired: { day: string; events: number; up_to_seal: number }[];
  readonly findings: string[];
}

/** With `--json` the text goes to standard error. */
const printer = ({ json }: RetireOptions) => {
  const stream = json ? process.stderr : process.stdout;
  return (text: string): void => void stream.write(`${text}\n`);
};

@SubCommand({
  name: 'retire',
  description:
    'delete the events of all days before the given one, each day whole and verified first, and keep a signed record from which verify begins; prints the plan before it acts',
})
export class AuditRetireCommand extends CliCommand {
  @Option({
    flags: '--before <day>',
    description: 'the first day that is kept (UTC, YYYY-MM-DD)',
    required: true,
  })
  parseBefore(text: string): string {
    if (isCalendarDay(text)) return text;
    return this.command.error(`error: ${text} is not a day; write it as YYYY-MM-DD`);
  }

  @Option({
    flags: '--export <file>',
    description:
      'a new file for the events and their seals (NDJSON), written before they are deleted',
  })
  parseExport(file: string): string {
    return file;
  }

  @Option({ flags: '--dry-run', description: 'print the plan and change nothing' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({ flags: '-y, --yes', description: 'do not ask' })
  parseYes(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print JSON; the text goes to standard error' })
  parseJson(): boolean {
    return true;
  }

  override execute(_args: string[], given: Record<string, unknown>): Promise<number> {
    const options = given as unknown as RetireOptions;
    if (!options.dryRun && !options.yes && !isInteractive()) {
      return this.command.error('error: there is no terminal to ask: add --yes, or --dry-run');
    }
    return withFeatures((features) => retire(features.get(RetireAudit), options));
  }
}

function describe(parts: readonly RetirablePart[], dryRun: boolean): string {
  const [first, last] = [parts[0], parts.at(-1)];
  if (!first || !last) return 'Nothing to retire: no complete, sealed day before the given one';
  const seals = `${countOf(last.upTo - first.after, 'event')} (seals ${first.after + 1} to ${last.upTo})`;
  const which = first === last ? first.day : `${first.day} to ${last.day}`;
  return `${dryRun ? 'Would retire' : 'To retire:'} ${which}, ${seals}`;
}

/** The output: text as the work proceeds, or one JSON document at the end. */
interface Telling {
  readonly print: (text: string) => void;
  readonly retirement: Retirement;
}

async function retire(trail: RetireAudit, options: RetireOptions): Promise<number> {
  const parts = await trail.plan(options.before);
  const retirement: Retirement = {
    dry_run: options.dryRun === true,
    planned: parts.map(({ day, upTo }) => ({ day, up_to_seal: upTo })),
    retired: [],
    findings: [],
  };
  const print = printer(options);
  print(describe(parts, retirement.dry_run));
  const code =
    parts.length === 0 || options.dryRun
      ? EXIT.done
      : await retirePlanned(trail, parts, options, { print, retirement });
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ success: code === EXIT.done, ...retirement })}\n`);
  }
  return code;
}

async function retirePlanned(
  trail: RetireAudit,
  parts: readonly RetirablePart[],
  options: RetireOptions,
  telling: Telling,
): Promise<number> {
  if (!(await trail.mayRetire())) {
    throw new Refusal(
      'this role of the database may not delete events',
      'run it with DATABASE_URL of the role that owns the tables',
    );
  }
  if (!options.yes && !(await confirm('They cannot be restored. Retire them?'))) {
    process.stderr.write('Nothing was retired\n');
    return EXIT.failed;
  }
  const file = options.export === undefined ? null : await RetirementFile.create(options.export);
  try {
    return await retireAll(trail, parts, file, telling);
  } finally {
    await file?.close();
  }
}

async function retireAll(
  trail: RetireAudit,
  parts: readonly RetirablePart[],
  file: RetirementFile | null,
  { print, retirement }: Telling,
): Promise<number> {
  for (const part of parts) {
    try {
      const events = await trail.retire(part, 'operator', file ?? undefined);
      if (events === null) {
        throw new Refusal(`${part.day} is being retired by another process`, 'try again later');
      }
      retirement.retired.push({ day: part.day, events, up_to_seal: part.upTo });
      print(`Retired ${part.day}: ${countOf(events, 'event')}, up to seal ${part.upTo}`);
    } catch (error) {
      if (!(error instanceof AuditPartNotIntact)) throw error;
      for (const { text } of error.findings) print(text);
      retirement.findings.push(...error.findings.map(({ text }) => text));
      process.stderr.write(`error: ${error.message}; it is kept\n`);
      return TAMPERED;
    }
  }
  return EXIT.done;
}
