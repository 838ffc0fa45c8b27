import type { AuditReport, Finding } from '#api/audit';
import { dayOf } from '#libs/kernel';

/** The exit code when the trail was changed. */
export const TAMPERED = 3;

const HEAD = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i;

/** Parses a head as `verify` prints it; `null` when the text is no head. */
export function parseHead(text: string): { number: number; hash: string } | null {
  const [, number, hash] = HEAD.exec(text) ?? [];
  return number === undefined || hash === undefined ? null : { number: Number(number), hash };
}

export const countOf = (count: number, one: string): string =>
  `${count} ${one}${count === 1 ? '' : 's'}`;

function describeStart({ start }: AuditReport): string[] {
  if (!start) return [];
  const when = `on ${dayOf(start.at)} by ${start.by}`;
  return start.kind === 'retired'
    ? [`Retired up to seal ${start.number} (${start.day}), ${when}`]
    : [`Begun anew under this SECRET_KEY after seal ${start.number}, ${when}`];
}

export function toText(report: AuditReport): string {
  const { checked, head, findings, isCut } = report;
  const lines = findings.map(({ text }) => text);
  if (isCut) lines.push('and more');
  lines.push(...describeStart(report));
  const verdict = findings.length === 0 ? 'as written' : 'NOT as written';
  lines.push(`${countOf(checked, 'event')} checked: ${verdict}`);
  if (head) lines.push(`Head: ${head.number}:${head.hash}`);
  return lines.map((line) => `${line}\n`).join('');
}

export const toJsonFindings = (findings: readonly Finding[]) =>
  findings.map(({ eventId, ...rest }) => ({
    ...rest,
    ...(eventId !== undefined && { event_id: eventId }),
  }));

export function toJson({ checked, start, head, findings, isCut }: AuditReport): string {
  const fields = {
    intact: findings.length === 0,
    checked,
    start,
    head,
    findings: toJsonFindings(findings),
    more: isCut,
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}
