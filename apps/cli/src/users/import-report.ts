import type { AccountImportReport, RefusedLine } from '#api/integration/importing';

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
