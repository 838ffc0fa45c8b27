import type { FileHandle } from 'node:fs/promises';
import type { AccountImportReport, RefusedLine } from '#api/integration/importing';
import { createNewFile } from '../new-file.js';

const SHOWN = 20;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The lines of a file that cannot be imported: the first ones are shown, all go to a file. */
export class RefusedLines {
  readonly first: RefusedLine[] = [];
  private pending: Promise<unknown> = Promise.resolve();
  private text = '';

  private constructor(private readonly file: FileHandle | null) {}

  static async open(path: string | undefined): Promise<RefusedLines> {
    if (path === undefined) return new RefusedLines(null);
    const lines = new RefusedLines(await createNewFile(path));
    lines.write('line,problem\n');
    return lines;
  }

  add(refused: RefusedLine): void {
    if (this.first.length < SHOWN) this.first.push(refused);
    this.write(`${refused.line},${quoted(refused.problem)}\n`);
  }

  async close(): Promise<void> {
    await this.pending;
    await this.file?.write(this.text);
    await this.file?.close();
  }

  private write(line: string): void {
    if (!this.file) return;
    this.text += line;
    if (this.text.length < 65_536) return;
    const { file, text } = this;
    this.text = '';
    this.pending = this.pending.then(() => file.write(text));
  }
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** The report as text. */
export function toTextReport(
  report: AccountImportReport,
  first: readonly RefusedLine[],
  dryRun: boolean,
): string {
  const { records, created, present, refused, withoutPassword, ignoredFields } = report;
  const more = refused - first.length;
  const lines = [
    `${count(records, 'record')}: ${created} ${dryRun ? 'to import' : 'imported'}, ${present} already present, ${refused} refused`,
    ...(withoutPassword > 0
      ? [
          `${count(withoutPassword, 'account')} without a password: their owners choose one by “forgot password”`,
        ]
      : []),
    ...(ignoredFields.length > 0 ? [`Ignored fields: ${ignoredFields.join(', ')}`] : []),
    ...first.map(({ line, problem }) => `  line ${line}: ${problem}`),
    ...(first.length > 0 && more > 0 ? [`  and ${more} more: --rejects FILE writes them all`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The report as JSON. */
export function toJsonReport(
  report: AccountImportReport,
  first: readonly RefusedLine[],
  dryRun: boolean,
): string {
  const { records, created, present, refused, withoutPassword, ignoredFields } = report;
  const fields = {
    dry_run: dryRun,
    records,
    created,
    present,
    refused,
    without_password: withoutPassword,
    ignored_fields: ignoredFields,
    first_refused: first,
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}
