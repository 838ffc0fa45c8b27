import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, runGatehouse, temporaryFolder } from '#libs/testing';
import { Fixture } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

const A_MINUTE = 60_000;
/** After a command line that cannot be parsed, the usage follows the error. */
const ONE_LINE = /^error: [^\n]+\n(hint: [^\n]+\n|\nUsage: gatehouse [^]+)?$/;

describe('the commands for services', () => {
  const folder = temporaryFolder('services');
  const file = (name: string, content: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const manifest = {
    permissions: [{ name: 'orders:read', description: 'See orders' }, { name: 'orders:write' }],
    roles: [{ name: 'clerk', permissions: ['orders:read'] }],
  };
  let fixture: Fixture;
  let service: string;
  let token: string;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    service = await fixture.service('orders');
    ({ token } = await fixture.appToken(service, { scopes: ['manifest:write'] }));
  }, A_MINUTE);

  const declare = (args: string[], env: Record<string, string> = {}) =>
    runGatehouse(['manifest', ...args], {
      env: { GATEHOUSE_URL: fixture.app.url, GATEHOUSE_APP_TOKEN: token, ...env },
    });
  const types = (args: string[]) =>
    runGatehouse(['types', ...args], {
      env: {
        DATABASE_URL: fixture.app.databaseUrl,
        SECRET_KEY: 'for-tests-only-0123456789abcdefghijklmnop',
      },
    });
  const permissionsOf = async () => {
    const { body } = await fixture.asAdmin<{ permissions: { name: string }[] }>(
      'GET',
      `/api/roles/permissions?service_id=${service}`,
    );
    return body.permissions.map(({ name }) => name).filter((name) => name.startsWith('orders:'));
  };

  describe('gatehouse callers', () => {
    const callers = (...args: string[]) =>
      runGatehouse(['callers', ...args], {
        env: {
          DATABASE_URL: fixture.app.databaseUrl,
          SECRET_KEY: 'for-tests-only-0123456789abcdefghijklmnop',
        },
      });

    it(
      'gatehouse callers grants, lists and withdraws by name or id, as an operator',
      async () => {
        const billing = await fixture.service('billing');
        const granted = await callers('grant', 'orders', 'billing', '--scope', 'o:sync', 'o:ship');
        expect([granted.code, granted.stdout, granted.stderr]).toEqual([
          0,
          'billing may call orders with o:ship o:sync\n',
          '',
        ]);
        const fewer = await callers('grant', service, billing, '--json', '--scope', 'o:sync');
        expect(JSON.parse(fewer.stdout)).toEqual({
          success: true,
          service_id: service,
          caller_service_id: billing,
          scopes: ['o:sync'],
        });
        const { stdout } = await callers('list', 'orders');
        expect(stdout).toBe('billing  o:sync\n');
        const withdrawn = await callers('withdraw', 'orders', 'billing');
        expect(withdrawn.stdout).toBe('billing may no longer call orders\n');
        const { body } = await fixture.asAdmin<{ events: { type: string; actor: object }[] }>(
          'GET',
          `/api/audit?target_id=${service}`,
        );
        const told = body.events.filter(({ type }) => type.startsWith('caller.'));
        expect(told.map(({ type, actor }) => [type, actor])).toEqual(
          ['withdrawn', 'granted', 'granted'].map((act) => [
            `caller.${act}`,
            expect.objectContaining({ kind: 'operator' }),
          ]),
        );
      },
      2 * A_MINUTE,
    );

    it(
      'gatehouse callers reports an error in one line',
      async () => {
        for (const [args, words] of [
          [['grant', 'orders', 'nobody'], /there is no service nobody/],
          [['grant', 'orders', 'orders'], /needs no grant/],
          [['grant', 'orders', 'auth_service', '--scope', 'a b'], /scope/],
          [['grant', 'orders', 'auth_service', '--scope', 'manifest:write'], /Gatehouse's own/],
          [['withdraw', 'orders', 'auth_service'], /grants nothing/],
        ] as const) {
          const { code, stderr } = await callers(...args);
          expect([args, code, stderr]).toEqual([args, 1, expect.stringMatching(words)]);
          expect(stderr).toMatch(/^error: [^\n]+\n([^\n]+\n)?$/);
        }
      },
      2 * A_MINUTE,
    );
  });

  describe('gatehouse manifest', () => {
    it(
      'gatehouse manifest reports its plan, applies it, and finds nothing to do the second time',
      async () => {
        const path = file('orders.json', manifest);
        const dry = await declare([path, '--dry-run']);
        expect([dry.code, dry.stderr]).toEqual([0, '']);
        expect(dry.stdout).toMatch(/^Nothing was changed in orders\.\npermissions: 2 created/);
        expect(await permissionsOf()).toEqual([]);
        const done = await declare([path]);
        expect([done.code, done.stderr]).toEqual([0, '']);
        expect(done.stdout).toMatch(/^Declared for orders\.\npermissions: 2 created/);
        expect((await permissionsOf()).sort()).toEqual(['orders:read', 'orders:write']);
        const again = await declare([path, '--json', '--url', `${fixture.app.url}/`], {
          GATEHOUSE_URL: 'http://127.0.0.1:1',
        });
        expect(again.code).toBe(0);
        expect(JSON.parse(again.stdout)).toMatchObject({
          success: true,
          dry_run: false,
          permissions: { created: [], unchanged: ['orders:read', 'orders:write'] },
          roles: { unchanged: ['clerk'] },
        });
      },
      A_MINUTE,
    );

    it(
      'gatehouse manifest answers each wrong use in one helpful line, with the exit code of its kind, and shows no token',
      async () => {
        const path = file('good.json', manifest);
        const plain = await fixture.appToken(service);
        const nobody = `http://127.0.0.1:${await freePort()}`;
        const wrong: [string[], Record<string, string>, number, RegExp][] = [
          [[path], { GATEHOUSE_APP_TOKEN: '' }, 2, /GATEHOUSE_APP_TOKEN/],
          [[path], { GATEHOUSE_URL: '' }, 2, /--url/],
          [[path, '--url', 'not an address'], {}, 2, /--url/],
          [[], {}, 2, /file/],
          [[path, '--force'], {}, 2, /--force/],
          [[join(folder, 'missing.json')], {}, 1, /missing\.json cannot be read/],
          [[folder], {}, 1, /cannot be read/],
          [[path, '--url', nobody], {}, 1, /does not answer as Gatehouse does/],
          [[file('broken.json', '{"permissions": [')], {}, 1, /JSON/],
          [[file('empty.json', '')], {}, 1, /./],
          [[file('reserved.json', { permissions: [{ name: 'role:x' }] })], {}, 1, /permissions\.0/],
          [[path], { GATEHOUSE_APP_TOKEN: plain.token }, 1, /manifest:write/],
          [[path], { GATEHOUSE_APP_TOKEN: 'gh_made-up' }, 1, /token/i],
        ];
        for (const [args, env, code, words] of wrong) {
          const outcome = await declare(args, env);
          expect([args, outcome.code, outcome.stdout]).toEqual([args, code, '']);
          expect(outcome.stderr).toMatch(ONE_LINE);
          expect(outcome.stderr).toMatch(words);
          expect(outcome.stderr).not.toContain(token);
          expect(outcome.stderr).not.toContain(plain.token);
        }
      },
      2 * A_MINUTE,
    );
  });

  describe('gatehouse types', () => {
    it(
      'gatehouse types writes the names of a service as types, to the terminal or into a file',
      async () => {
        await fixture.app.put('/api/services/manifest', manifest, { token });
        const shown = await types(['--service', 'orders']);
        expect([shown.code, shown.stderr]).toEqual([0, '']);
        for (const name of ['orders:read', 'orders:write', 'token:read', 'clerk', 'admin']) {
          expect(shown.stdout).toContain(`| "${name}"`);
        }
        expect(shown.stdout).not.toContain('user:read');
        const out = join(folder, 'gatehouse.d.ts');
        const written = await types(['--service', 'orders', '--out', out]);
        expect([written.code, written.stdout, written.stderr]).toEqual([0, '', '']);
        expect(readFileSync(out, 'utf8')).toBe(shown.stdout);
      },
      A_MINUTE,
    );

    it(
      'gatehouse types calls the server with an application token, in the folder of the service and of its database, and makes no files',
      async () => {
        await fixture.app.put('/api/services/manifest', manifest, { token });
        const cwd = temporaryFolder('service');
        const ofService = { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/own', PORT: '3000' };
        const dotenv = { GATEHOUSE_URL: fixture.app.url, GATEHOUSE_APP_TOKEN: token, ...ofService };
        const lines = Object.entries(dotenv).map(([name, value]) => `${name}=${value}\n`);
        writeFileSync(join(cwd, '.env'), lines.join(''));
        const { token: plain } = await fixture.appToken(service);
        const asked = await runGatehouse(['types'], { env: {}, cwd });
        expect([asked.code, asked.stderr]).toEqual([0, '']);
        expect(asked.stdout).toBe((await types(['--service', 'orders'])).stdout);
        for (const [args, env] of [
          [['--service', 'orders'], {}],
          [
            ['--service', service, '--url', `${fixture.app.url}/`],
            { GATEHOUSE_URL: 'http://127.0.0.1:1' },
          ],
          [[], { GATEHOUSE_APP_TOKEN: plain }],
          [[], { GATEHOUSE_APP_TOKEN: '', GATEHOUSE_TOKEN: plain }],
        ] as const) {
          const again = await runGatehouse(['types', ...args], { env, cwd });
          expect([args, again]).toEqual([args, asked]);
        }
        expect(readdirSync(cwd)).toEqual(['.env']);
      },
      2 * A_MINUTE,
    );

    it(
      'gatehouse types reports in one line what is wrong with the server or the token, and shows no token',
      async () => {
        const nobody = `http://127.0.0.1:${await freePort()}`;
        const cwd = temporaryFolder('service');
        const right = { GATEHOUSE_URL: fixture.app.url, GATEHOUSE_APP_TOKEN: token };
        const wrong: [string[], Record<string, string>, number, RegExp][] = [
          [[], { GATEHOUSE_APP_TOKEN: '' }, 2, /GATEHOUSE_APP_TOKEN/],
          [[], { GATEHOUSE_URL: '' }, 2, /--url/],
          [['--url', 'localhost:5000'], {}, 2, /https:/],
          [['--url', nobody], {}, 1, /does not answer as Gatehouse does/],
          [[], { GATEHOUSE_APP_TOKEN: 'gh_made-up' }, 1, /token/i],
          [[], { GATEHOUSE_APP_TOKEN: `${token}\nx` }, 2, /GATEHOUSE_APP_TOKEN/],
          [['--service', 'billing'], {}, 1, /belongs to the service orders/],
          [['--out', 'no/such/folder.d.ts'], {}, 1, /folder/],
        ];
        for (const [args, env, code, words] of wrong) {
          const outcome = await runGatehouse(['types', ...args], {
            env: { ...right, ...env },
            cwd,
          });
          expect([args, outcome.code, outcome.stdout]).toEqual([args, code, '']);
          expect(outcome.stderr).toMatch(/^error: [^\n]+\n(hint: [^\n]+\n)?$/);
          expect(outcome.stderr).toMatch(words);
          expect(outcome.stderr).not.toContain(token);
        }
        expect(readdirSync(cwd)).toEqual([]);
      },
      2 * A_MINUTE,
    );

    it(
      'gatehouse types answers each wrong use in one helpful line, with the exit code of its kind',
      async () => {
        const missing = join(folder, 'no/such/folder.d.ts');
        const wrong: [string[], number, RegExp][] = [
          [[], 2, /--service.*--url/],
          [['--service'], 2, /--service/],
          [['--service', 'orders', '--into', 'x'], 2, /--into/],
          [['--service', 'nobody'], 1, /there is no service nobody/],
          [['--service', 'orders', '--out', missing], 1, /folder/],
        ];
        for (const [args, code, words] of wrong) {
          const outcome = await types(args);
          expect([args, outcome.code, outcome.stdout]).toEqual([args, code, '']);
          expect([args, outcome.stderr]).toEqual([args, expect.stringMatching(ONE_LINE)]);
          expect(outcome.stderr).toMatch(words);
        }
      },
      2 * A_MINUTE,
    );
  });
});
