import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import bcrypt from 'bcrypt';
import pg from 'pg';
import {
  AccountExport,
  AccountImport,
  parsePrivateKey,
  parsePublicKey,
  readRecords,
  type FileFormat,
  type RefusedLine,
} from '#api/integration/importing';
import { startTestApp, type TestApp } from '#libs/testing';
import { anEmail, signIn } from '../support/accounts.js';
import { showFactor } from '../support/show-factor.js';
import { codeAt, enrolTotp } from '../support/totp.js';

const PASSWORD = 'velvet tram at midnight';

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

describe('Accounts of a file', () => {
  let app: TestApp;
  let db: pg.Pool;
  let hash: string;

  beforeAll(async () => {
    app = await startTestApp();
    db = new pg.Pool({ connectionString: app.databaseUrl, max: 2 });
    hash = (await bcrypt.hash(PASSWORD, 4)).replace('$2b$', '$2y$');
  });
  afterAll(async () => {
    await db?.end();
    await app?.close();
  });

  const importText = async (text: string, dryRun = false, format: FileFormat = 'csv') => {
    const refused: RefusedLine[] = [];
    const report = await app.nest.get(AccountImport).run(readRecords(bytesOf(text), format), {
      dryRun,
      onRefused: (line) => refused.push(line),
    });
    return { ...report, lines: refused };
  };
  const exportText = async (options: Parameters<AccountExport['lines']>[0]) => {
    let text = '';
    for await (const line of app.nest.get(AccountExport).lines(options)) text += line;
    return text;
  };
  const countUsers = async () =>
    Number((await db.query<{ count: string }>('SELECT count(*) FROM users')).rows[0]?.count);

  it('Imported accounts are listed by a dry run that writes nothing, then made, and then present', async () => {
    const text = [
      'email,password_hash,is_email_verified,department',
      `one@example.org,${hash},true,x`,
      `Two@Example.org,,true,x`,
      `two@example.org,${hash},true,x`,
      `three@example.org,letmein,true,x`,
      `broken`,
    ].join('\n');
    const expected = { records: 5, refused: 3, withoutPassword: 1, ignoredFields: ['department'] };
    const before = await countUsers();

    const foreseen = await importText(text, true);
    expect(foreseen).toMatchObject({ ...expected, created: 2, present: 0 });
    expect(foreseen.lines).toEqual([
      { line: 4, problem: 'email stands in line 3 already' },
      { line: 5, problem: expect.stringContaining('password_hash must be a bcrypt hash') },
      { line: 6, problem: 'has 1 fields, the heading has 4' },
    ]);
    expect(await countUsers()).toBe(before);

    expect(await importText(text)).toMatchObject({ ...expected, created: 2, present: 0 });
    expect(await importText(text)).toMatchObject({ created: 0, present: 2, withoutPassword: 0 });
    expect(await countUsers()).toBe(before + 2);
  });

  it('Imported accounts sign in with their old passwords', async () => {
    await importText(`email,password,is_email_verified\nold@example.org,${hash},true\n`);
    const account = { id: '', email: 'OLD@example.org', password: PASSWORD };
    expect((await signIn(app, account)).user).toMatchObject({ email: 'old@example.org' });
  });

  it('An import never changes an existing account', async () => {
    await importText('email,first_name,is_active\nkept@example.org,Kept,true\n');
    await importText('email,first_name,is_active\nKEPT@example.org,Other,false\n');
    const { rows } = await db.query(
      `SELECT email, first_name, is_active FROM users WHERE email_canonical = 'kept@example.org'`,
    );
    expect(rows).toEqual([{ email: 'kept@example.org', first_name: 'Kept', is_active: true }]);
  });

  it('Imported accounts of more than a batch are all made, and recorded by number alone', async () => {
    const lines = Array.from({ length: 1203 }, (_, index) => `many-${index}@example.org`);
    expect(await importText(`email\n${lines.join('\n')}`)).toMatchObject({ created: 1203 });
    const { rows } = await db.query<{ details: { count: number } }>(
      `SELECT details FROM audit_events WHERE type = 'users.imported' AND actor_kind = 'operator'
        ORDER BY id DESC LIMIT 3`,
    );
    expect(rows.map(({ details }) => details)).toEqual([
      { count: 203 },
      { count: 500 },
      { count: 500 },
    ]);
  });

  it('Imported accounts are the same after an export and an import elsewhere', async () => {
    await importText('email,first_name,last_name\nform@example.org,=1+1,"a, ""b"""\n');
    const csv = await exportText({ format: 'csv', withHashes: true });
    const again = await importText(csv);
    expect(again).toMatchObject({ created: 0, refused: 0, ignoredFields: [] });
    expect(again.present).toBe(await countUsers());
    expect(csv).toContain(`form@example.org,'=1+1,"a, ""b"""`);
  });

  it.each(['csv', 'ndjson'] as const)(
    'The languages of accounts are carried by an export and an import (%s)',
    async (format) => {
      const languages = {
        'de@example.org': 'de',
        'br@example.org': 'pt-BR',
        'no@example.org': null,
      };
      const lines = Object.entries(languages).map(([email, locale]) => `${email},${locale ?? ''}`);
      await importText(['email,locale', ...lines].join('\n'));
      const text = await exportText({ format, withHashes: false });
      const addresses = Object.keys(languages);
      await db.query('DELETE FROM users WHERE email = ANY ($1)', [addresses]);

      expect(await importText(text, false, format)).toMatchObject({
        created: 3,
        ignoredFields: [],
      });
      const { rows } = await db.query<{ email: string; locale: string | null }>(
        'SELECT email, locale FROM users WHERE email = ANY ($1)',
        [addresses],
      );
      expect(Object.fromEntries(rows.map(({ email, locale }) => [email, locale]))).toEqual(
        languages,
      );
      await db.query('DELETE FROM users WHERE email = ANY ($1)', [addresses]);
    },
  );

  it('An export has no hashes unless they are requested', async () => {
    for (const format of ['csv', 'ndjson'] as const) {
      expect(await exportText({ format, withHashes: false })).not.toMatch(/\$2|password/);
      expect(await exportText({ format, withHashes: true })).toMatch(/\$2/);
    }
  });

  describe('authenticator apps', () => {
    const keyPair = (type: 'x25519' | 'ec' = 'x25519') => {
      const { publicKey, privateKey } =
        type === 'ec'
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : generateKeyPairSync('x25519');
      return {
        publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    };
    const pemOf = ({ publicKey, privateKey }: ReturnType<typeof keyPair>) => ({
      publicKey: parsePublicKey(publicKey),
      privateKey: parsePrivateKey(privateKey),
    });
    const importLines = async (lines: readonly string[], totpKey?: KeyObject) => {
      const refused: RefusedLine[] = [];
      const report = await app.nest
        .get(AccountImport)
        .run(readRecords(bytesOf(lines.join('\n')), 'ndjson'), {
          dryRun: false,
          ...(totpKey && { totpKey }),
          onRefused: (line) => refused.push(line),
        });
      return { ...report, lines: refused };
    };
    /** The line of an exported account with an authenticator app, under another address. */
    async function anExported(totpKey: KeyObject) {
      const email = anEmail('exported');
      await importText(`email,password_hash,is_email_verified\n${email},${hash},true`);
      const { access_token: token } = await signIn(app, { email, password: PASSWORD });
      const { secret } = await enrolTotp(app, { token, password: PASSWORD }, Date.now());
      const text = await exportText({ format: 'ndjson', withHashes: true, totpKey });
      const line = text.split('\n').find((each) => each.includes(email)) ?? '';
      await db.query('DELETE FROM users WHERE email = $1', [email]);
      return { email, secret, line, text };
    }
    const idOf = async (email: string) =>
      (await db.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [email])).rows[0]
        ?.id;
    const factorsOf = async (email: string) =>
      (
        await db.query<{ type: string; name: string }>(
          'SELECT type, name FROM factors WHERE user_id = $1 AND confirmed_at IS NOT NULL',
          [await idOf(email)],
        )
      ).rows;

    it.each(['x25519', 'ec'] as const)(
      'Authenticator apps are exported to a key (%s) and imported by its private part',
      async (type) => {
        const { publicKey, privateKey } = pemOf(keyPair(type));
        const { email, secret, line, text } = await anExported(publicKey);
        expect(text).not.toContain(secret);
        expect(await importLines([line], privateKey)).toMatchObject({ created: 1, refused: 0 });
        expect(await factorsOf(email)).toEqual([{ type: 'totp', name: 'Phone' }]);
        const code = codeAt(secret, Date.now());
        const used = await showFactor(app, (await idOf(email)) ?? '', { type: 'totp', code });
        expect(used).toMatchObject({ type: 'totp', name: 'Phone' });
      },
    );

    it('Authenticator apps are refused with another key, at another address, and when they are no secrets', async () => {
      const { publicKey, privateKey } = pemOf(keyPair());
      const { email, line } = await anExported(publicKey);
      const moved = line.replaceAll(email, anEmail('thief'));
      const broken = JSON.stringify({ email: anEmail('broken'), totp_secrets: 'x.y.z' });
      const refused = await importLines([moved, broken], privateKey);
      expect(refused).toMatchObject({ created: 0, refused: 2 });
      const other = await importLines([line], pemOf(keyPair()).privateKey);
      expect(other.lines).toEqual([
        {
          line: 1,
          problem: 'totp_secrets cannot be opened with this key, or is of another account',
        },
      ]);
    });

    it('Authenticator apps are left out without a key, and the report says so', async () => {
      const { email, line } = await anExported(pemOf(keyPair()).publicKey);
      expect(await importLines([line])).toMatchObject({
        created: 1,
        ignoredFields: ['totp_secrets'],
      });
      expect(await factorsOf(email)).toEqual([]);
    });

    it('A key of another kind, a private key for the export, and no key at all are refused', () => {
      const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
      const pem = rsa.export({ type: 'spki', format: 'pem' }).toString();
      expect(() => parsePublicKey(pem)).toThrow(/must be an EC key/);
      expect(() => parsePublicKey(keyPair().privateKey)).toThrow(/not the private one/);
      expect(() => parsePrivateKey('no key')).toThrow(/no private key in PEM/);
    });
  });
});
