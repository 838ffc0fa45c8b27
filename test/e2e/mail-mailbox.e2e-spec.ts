import { connect } from 'node:net';
import { eventually, startTestApp, type TestApp } from '#libs/testing';
import { Database } from '#libs/database';
import { Outbox } from '#api/mail';
import { withFixture } from '../support/with-fixture.js';

interface Kept {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  links: string[];
  sent_at: string;
}

const JSON_PLEASE = { headers: { accept: 'application/json' } };
const LINK = 'https://app.example.test/verify?lang=en&token=T0';

async function send(app: TestApp, to: string, firstName = 'Ann'): Promise<void> {
  const data = { link: LINK, expiresAt: new Date('2099-01-01'), providers: [] };
  await app.nest
    .get(Database)
    .transaction((tx) =>
      app.nest
        .get(Outbox, { strict: false })
        .enqueue(tx, { template: 'verify-email', to, firstName, data }),
    );
}

const mails = async (app: TestApp, query = ''): Promise<Kept[]> =>
  (await app.get<{ mails: Kept[] }>(`/dev/mail${query}`, JSON_PLEASE)).body.mails;

const arrived = (app: TestApp, to: string): Promise<Kept> =>
  eventually(async () => {
    const [mail] = await mails(app, `?to=${to}`);
    if (!mail) throw new Error(`No mail to ${to}`);
    return mail;
  });

/** Sends the path unchanged; an HTTP client would normalise it. */
function raw(port: number, ...lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
    });
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

describe('the mailbox of a server without a mail server', () => {
  let app: TestApp;
  withFixture(async (opened) => {
    app = opened.add(await startTestApp());
  });

  it('The mailbox shows at once a mail that was just queued', async () => {
    for (let n = 0; n < 20; n += 1) {
      const to = `at-once-${n}@example.test`;
      await send(app, to);
      expect((await mails(app, `?to=${to}`)).map((mail) => mail.to)).toEqual([to]);
    }
  });

  it('The mailbox keeps each mail that would have been sent, and shows it as JSON', async () => {
    await send(app, 'json@example.test');
    const mail = await arrived(app, 'json@example.test');
    expect(mail).toEqual({
      id: expect.any(String),
      to: 'json@example.test',
      subject: 'Confirm your e-mail address for Gatehouse',
      text: expect.stringContaining(LINK),
      html: expect.stringContaining('Hello Ann,'),
      links: [LINK],
      sent_at: expect.stringMatching(/Z$/),
    });
    const one = await app.get(`/dev/mail/${mail.id}`, JSON_PLEASE);
    expect(one.body).toEqual({ success: true, mail });
  });

  it('The mailbox shows a mail as a page, in a frame without scripts', async () => {
    await send(app, 'page@example.test');
    const { id } = await arrived(app, 'page@example.test');
    const list = await app.get('/dev/mail', { headers: { accept: 'text/html' } });
    expect(list.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(list.text).toContain('page@example.test');
    expect(list.text).toContain(`/dev/mail/${id}`);
    const page = await app.get(`/dev/mail/${id}`, { headers: { accept: 'text/html' } });
    expect(page.text).toMatch(/<iframe[^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'/);
    expect(page.headers['content-security-policy']).not.toMatch(/script-src|unsafe-inline/);
    const frame = await app.get(`/dev/mail/${id}/html`);
    expect(frame.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
    expect(frame.headers['x-frame-options']).toBe('SAMEORIGIN');
  });

  it('The mailbox answers 404 for an unknown mail', async () => {
    for (const id of ['019ab0c2-7e3a-7c11-9d43-2f6f0a1b7c55', 'x', '1']) {
      const { status, body } = await app.get(`/dev/mail/${id}`, JSON_PLEASE);
      expect([status, body['code']]).toEqual([404, 'NOT_FOUND']);
    }
  });

  it('The mailbox keeps the newest 200 mails', async () => {
    const database = app.nest.get(Database);
    await database.pool.query(
      `INSERT INTO mailbox_mails (id, content, sent_at)
       SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, '', now()
         FROM generate_series(1, 250) n`,
    );
    await send(app, 'last@example.test');
    await arrived(app, 'last@example.test');
    await eventually(async () => {
      const [{ count }] = await database.pool.query(
        'SELECT count(*)::int AS count FROM mailbox_mails',
      );
      return count === 200;
    });
  });

  it('The mailbox answers 404 for another name of this machine and through a proxy', async () => {
    const port = Number(new URL(app.url).port);
    const ask = (host: string, ...more: string[]) =>
      raw(port, 'GET /dev/mail HTTP/1.1', `Host: ${host}`, 'Accept: application/json', ...more);
    expect(await ask(`localhost:${port}`)).toContain('HTTP/1.1 200');
    const absent = [
      await ask('evil.example'),
      await ask(`localhost.evil.example:${port}`),
      await ask('localhost', 'X-Forwarded-For: 127.0.0.1'),
      await ask('localhost', 'Forwarded: for=127.0.0.1'),
    ];
    for (const answer of absent) {
      expect(answer).toContain('HTTP/1.1 404');
      expect(answer).toContain('ROUTE_NOT_FOUND');
    }
  });
});

describe('the availability of the mailbox', () => {
  it.each<[string, Record<string, string>]>([
    ['with a mail server', { MAIL_SERVER: '127.0.0.1', MAIL_PORT: '1' }],
    ['behind a proxy', { TRUST_PROXY: '1' }],
  ])('The mailbox is not served %s', async (_when, env) => {
    const app = await startTestApp({ env });
    try {
      for (const path of ['/dev/mail', '/dev/mail/x', '/dev/mail/x/html']) {
        const { status, body } = await app.get(path, JSON_PLEASE);
        expect([status, body['code']]).toEqual([404, 'ROUTE_NOT_FOUND']);
      }
    } finally {
      await app.close();
    }
  });

  it('The mailbox keeps its mails over a restart', async () => {
    const first = await startTestApp();
    await send(first, 'ann@example.test');
    await arrived(first, 'ann@example.test');
    const second = await startTestApp({ database: { url: first.databaseUrl } });
    expect((await arrived(second, 'ann@example.test')).links).toEqual([LINK]);
    await second.close();
    await first.close();
  });
});
