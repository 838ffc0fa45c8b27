import { chromium, type Browser, type Page } from 'playwright-core';
import {
  createTestDatabase,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { tokenIn } from '../support/accounts.js';

const CHROMIUM = '/usr/bin/chromium';
const ADMIN = { email: 'admin@example.org', password: 'velvet tram at midnight' };

const PERSON = { email: 'anna@example.org', password: 'a long walk by the sea' };

describe('Swagger UI in a browser', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    const env = { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password };
    server = await startServerProcess({ databaseUrl: database.url, env });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  }, 90_000);
  beforeEach(async () => {
    complaints = [];
    // Of 150 rows and more Swagger UI draws those alone that are in sight.
    page = await browser.newPage({ viewport: { width: 1280, height: 40_000 } });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) {
        complaints.push(`it calls ${request.url()}`);
      }
    });
    await page.goto(`${server.url}/docs`);
    await page.locator('.opblock').first().waitFor();
  });
  afterEach(() => page.close());
  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    await database.drop();
  });

  const operation = (path: string) =>
    page
      .locator('.opblock', { has: page.locator(`.opblock-summary-path[data-path="${path}"]`) })
      .first();

  /** Sends the opened operation; returns what the page shows of the answer. */
  const send = async (path: string) => {
    const chosen = operation(path);
    const answered = page.waitForResponse(
      (response) => response.request().resourceType() === 'fetch',
    );
    await chosen.getByRole('button', { name: 'Execute' }).click();
    const response = await answered;
    const live = chosen.locator('.live-responses-table .response');
    await live.filter({ hasText: String(response.status()) }).waitFor();
    const status = await live.locator('.response-col_status').innerText();
    const text = await live.locator('.highlight-code, .microlight').first().innerText();
    return { status: Number.parseInt(status, 10), text };
  };

  /** Opens an operation, fills it in and sends it. */
  const execute = async (path: string, { body, token }: { body?: object; token?: string } = {}) => {
    const chosen = operation(path);
    await chosen.locator('.opblock-summary-control').click();
    await chosen.getByRole('button', { name: 'Try it out' }).click();
    if (body) await chosen.locator('textarea').fill(JSON.stringify(body));
    if (token) await chosen.locator('tr[data-param-name="token"] input').fill(token);
    return send(path);
  };

  /** In the order of the document: access token, refresh token, application token. */
  const authorize = async (token: string, place = 0) => {
    await page.locator('.auth-wrapper .authorize').click();
    const scheme = page.locator('.auth-container', { has: page.locator('input') }).nth(place);
    await scheme.locator('input').fill(token);
    await scheme.locator('.auth-btn-wrapper .authorize').click();
    await page.locator('.close-modal').click();
  };

  const signIn = async (body: object): Promise<string> => {
    const { status, text } = await execute('/api/auth/login', { body });
    expect(status).toBe(200);
    const token = /"access_token": "([^"]+)"/.exec(text)?.[1] ?? '';
    expect(token).toMatch(/^eyJ/);
    return token;
  };

  it('Swagger UI signs in, authorizes, and shows the profile of the signed-in user', async () => {
    await authorize(await signIn(ADMIN));
    const me = await execute('/api/auth/me');
    expect(me.status).toBe(200);
    expect(me.text).toContain(ADMIN.email);
    expect(complaints).toEqual([]);
  }, 180_000);

  it('Swagger UI finds operations that are out of sight, by words of path, method, summary and tag', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    const row = (path: string) =>
      page.locator(`.opblock-summary-path[data-path="${path}"]`).first();
    const find = async (words: string, first: string) => {
      await page.getByRole('searchbox', { name: 'Find operations' }).fill(words);
      await row(first).waitFor();
      const paths = page.locator('.opblock-summary-path');
      return paths.evaluateAll((all) => all.map((path) => path.getAttribute('data-path')));
    };
    const callers = '/api/roles/service/{service_id}/callers';
    await row(callers).waitFor({ state: 'detached' });
    const one = `${callers}/{caller_service_id}`;
    expect(await find('put roles callers', one)).toEqual([one]);
    const deletions = await find('DELETE  factors', '/api/auth/factors/{factor_id}');
    expect(deletions).toContain('/api/users/{user_id}/factors');
    for (const path of deletions) expect(path).toContain('factors');
    expect(await find('two factors', '/api/roles/explain')).not.toContain(callers);
    await page.getByRole('searchbox').fill('no operation has this');
    await page.getByText('No operations defined in spec!').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.locator('.opblock').first().waitFor();
    expect(complaints).toEqual([]);
  }, 180_000);

  it('Swagger UI sends no optional parameter that was not typed', async () => {
    expect(await page.locator('.opblock').count()).toBeGreaterThan(90);
    const filled: string[] = [];
    // One of each kind: a key, a cursor with filters, times. `openapi.spec` checks the whole document.
    for (const path of ['/api/auth/register', '/api/users', '/api/audit', '/api/roles/services']) {
      const chosen = operation(path);
      await chosen.locator('.opblock-summary-control').click();
      const tries = chosen.getByRole('button', { name: 'Try it out' });
      await tries.click();
      const fields = chosen.locator('tr[data-param-name]');
      for (const field of await fields.locator('input, select').all()) {
        const value = await field.inputValue();
        if (value !== '' && value !== '--') {
          filled.push(`${await chosen.getAttribute('id')}: ${value}`);
        }
      }
      await chosen.locator('.opblock-summary-control').click();
    }
    expect(filled).toEqual([]);
  }, 300_000);

  it('Swagger UI sends a registration without a key, so that a second registration does not conflict with the first', async () => {
    const chosen = operation('/api/auth/register');
    await chosen.locator('.opblock-summary-control').click();
    await chosen.getByRole('button', { name: 'Try it out' }).click();
    const sent = page.waitForRequest((request) => request.url().endsWith('/api/auth/register'));
    expect((await send('/api/auth/register')).status).toBe(201);
    const request = await sent;
    expect(request.headers()).not.toHaveProperty('idempotency-key');
    expect(Object.keys(request.postDataJSON() as object)).toEqual(['email', 'password']);
    const other = { ...PERSON, email: 'berta@example.org' };
    await chosen.locator('textarea').fill(JSON.stringify(other));
    expect((await send('/api/auth/register')).status).toBe(201);
  }, 180_000);

  it('Swagger UI refreshes by the refresh token as Bearer, with the example body unchanged', async () => {
    const { body } = await server.post<{ refresh_token: string }>('/api/auth/login', ADMIN);
    await authorize(body.refresh_token, 1);
    const refreshed = await execute('/api/auth/refresh');
    expect(refreshed).toMatchObject({
      status: 200,
      text: expect.stringContaining('refresh_token'),
    });
    expect(complaints).toEqual([]);
  }, 180_000);

  it('a user registers, signs in and signs out in Swagger UI', async () => {
    expect((await execute('/api/auth/register', { body: PERSON })).status).toBe(201);
    const { body: mailbox } = await server.get<{ mails: { to: string; text: string }[] }>(
      '/dev/mail',
      { headers: { accept: 'application/json' } },
    );
    const mail = mailbox.mails.find(({ to }) => to === PERSON.email);
    const token = tokenIn(mail ?? { text: '' });
    const verified = await execute('/api/auth/verify-email/{token}', { token });
    expect(verified.status).toBe(200);
    await authorize(await signIn(PERSON));
    const me = await execute('/api/auth/me');
    expect(me.text).toContain(PERSON.email);
    expect((await execute('/api/auth/logout')).status).toBe(200);
    expect(complaints).toEqual([]);
    const late = await send('/api/auth/me');
    expect(late).toMatchObject({ status: 401, text: expect.stringContaining('SESSION_ENDED') });
  }, 180_000);
});
