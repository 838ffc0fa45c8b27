import { chromium, type Browser, type Page } from 'playwright-core';
import {
  createTestDatabase,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';

const CHROMIUM = '/usr/bin/chromium';
const ADMIN = { email: 'admin@example.org', password: 'velvet tram at midnight' };

describe('Swagger UI in a browser', () => {
  let database: TestDatabase;
  let server: ServerProcess | undefined;
  let browser: Browser | undefined;
  let page: Page;
  let origin = '';
  const complaints: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    const env = { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password };
    server = await startServerProcess({ databaseUrl: database.url, env });
    origin = server.url;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) {
        complaints.push(`it calls ${request.url()}`);
      }
    });
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    await database.drop();
  });

  /** Opens an operation, sends it, and answers what the page shows of the answer. */
  const execute = async (path: string, body?: object) => {
    const operation = page.locator('.opblock', {
      has: page.locator(`.opblock-summary-path[data-path="${path}"]`),
    });
    const chosen = operation.first();
    await chosen.locator('.opblock-summary-control').click();
    await chosen.getByRole('button', { name: 'Try it out' }).click();
    if (body) await chosen.locator('textarea').fill(JSON.stringify(body));
    await chosen.getByRole('button', { name: 'Execute' }).click();
    const live = chosen.locator('.live-responses-table .response');
    await live.waitFor();
    const status = await live.locator('.response-col_status').innerText();
    const text = await live.locator('.highlight-code, .microlight').first().innerText();
    return { status: Number.parseInt(status, 10), text };
  };

  it('signs in, authorizes, and says who one is', async () => {
    await page.goto(`${origin}/docs`);
    await page.locator('.opblock').first().waitFor();
    const signIn = await execute('/api/auth/login', ADMIN);
    expect(signIn.status).toBe(200);
    const token = /"access_token": "([^"]+)"/.exec(signIn.text)?.[1] ?? '';
    expect(token).toMatch(/^eyJ/);

    await page.locator('.auth-wrapper .authorize').click();
    await page.locator('.auth-container input').first().fill(token);
    await page.locator('.auth-btn-wrapper .authorize').first().click();
    await page.locator('.close-modal').click();

    const me = await execute('/api/auth/me');
    expect(me.status).toBe(200);
    expect(me.text).toContain(ADMIN.email);
    expect(complaints).toEqual([]);
  }, 60_000);
});
