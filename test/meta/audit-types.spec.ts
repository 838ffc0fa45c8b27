import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { grantsFor } from '../../apps/cli/src/audit/audit-grants.command.js';

const ROOT = join(import.meta.dirname, '../..');
const API = join(ROOT, 'apps/api/src');

/** Files that may write to the trail: they import the audit or a port that writes to it. */
const WRITES =
  /from '(?:#api\/audit|#api\/rbac|[./]+audit\.js|[./]+acting\.js)'|RefusalPort|audit\.record\(/;
const TYPE = /(?<!from )'([a-z][a-z_]*\.[a-z][a-z_]*)'/g;
const TEMPLATE = /`((?:[a-z_]+|\$\{[^}]*\})\.(?:[a-z_]+|\$\{[^}]*\}))`/g;

/** Types that are composed at run time, with their possible values. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  '${request.kind}.requested': [
    'email_sign_in.requested',
    'reset_password.requested',
    'verify_email.requested',
  ],
  'user.${reason}': ['user.password_changed', 'user.password_reset'],
};

const manual = readFileSync(join(ROOT, 'docs/audit.md'), 'utf8');
const documented = [...manual.matchAll(/^\| `([a-z_]+\.[a-z_]+)` +\|/gm)].map(([, type]) => type);

function sources(): { path: string; text: string }[] {
  return readdirSync(API, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map((path) => ({ path, text: readFileSync(join(API, path), 'utf8') }))
    .filter(({ text }) => WRITES.test(text));
}

describe('the manual of the audit trail', () => {
  const recorded = new Set<string>();
  for (const { text } of sources()) {
    for (const [, type = ''] of text.matchAll(TYPE)) recorded.add(type);
    for (const [, template = ''] of text.matchAll(TEMPLATE)) {
      for (const type of TEMPLATES[template] ?? [template]) recorded.add(type);
    }
  }

  it('The manual of the audit trail has each type of event that the code records, and no other', () => {
    expect(recorded.size).toBeGreaterThan(40);
    expect(documented).toEqual([...recorded].sort());
  });

  it('The manual of the audit trail has the rights of the servers’ role as the command prints them', () => {
    expect(manual).toContain(grantsFor('gatehouse'));
  });
});
