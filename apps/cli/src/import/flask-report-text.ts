import type { FlaskNotice, FlaskReport } from '#api/integration/importing';

const PLURALS: Readonly<Record<FlaskNotice['kind'], string>> = {
  user: 'users',
  service: 'services',
  permission: 'permissions',
  role: 'roles',
  assignment: 'assignments',
  token: 'application tokens',
  identity: 'provider identities',
};
const KINDS = Object.keys(PLURALS) as FlaskNotice['kind'][];
const WIDTH = Math.max(...Object.values(PLURALS).map(({ length }) => length));

/** The report as text: the counts, and each record that is changed or left out. */
export function toTextReport({ counts, notices }: FlaskReport, dryRun: boolean): string {
  const head = dryRun ? 'What would be done:' : 'Done:';
  const verb = dryRun ? 'to create' : 'created';
  const lines = KINDS.map((kind) => {
    const { found, created, joined, leftOut } = counts[kind];
    const label = PLURALS[kind].padEnd(WIDTH);
    return `  ${label}  ${found} found, ${created} ${verb}, ${joined} joined, ${leftOut} left out`;
  });
  const remarks = dryRun
    ? notices.map(({ kind, id, finding, action }) => `  ${kind} ${id}: ${finding}; ${action}`)
    : [];
  const remarkHead = remarks.length > 0 ? ['Changed or left out (original ids):'] : [];
  return `${[head, ...lines, ...remarkHead, ...remarks].join('\n')}\n`;
}

/** The whole report as JSON. */
export function toJsonReport(report: FlaskReport, dryRun: boolean): string {
  const { counts, notices, map, publicIds } = report;
  const wire = Object.fromEntries(
    KINDS.map((kind) => {
      const { found, created, joined, leftOut } = counts[kind];
      return [kind, { found, created, joined, left_out: leftOut }];
    }),
  );
  const document = { dry_run: dryRun, counts: wire, notices, map, public_ids: publicIds };
  return `${JSON.stringify(document, null, 2)}\n`;
}
