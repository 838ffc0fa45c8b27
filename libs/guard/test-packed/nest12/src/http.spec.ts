import 'reflect-metadata';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Gatehouse } from '@gatehouse/guard';
import { FakeGatehouse } from '@gatehouse/guard/testing';
import { syncOrders } from './billing.client.js';

const until = async (check: () => Promise<boolean>) => {
  const deadline = Date.now() + 10_000;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error('It did not come about');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const server = await FakeGatehouse.start({ service: 'orders' });
process.env.GATEHOUSE_URL = server.issuer;
process.env.GATEHOUSE_APP_TOKEN = server.appToken;
const { AppModule } = await import('./app.module.js');
const { AuthModule } = await import('./auth.module.js');

for (const [name, adapter] of [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
] as const) {
  test(`the service of the README on ${name}`, async (t) => {
    const app: INestApplication = await NestFactory.create(AppModule, adapter() as ExpressAdapter, {
      logger: ['error'],
    });
    t.after(() => app.close());
    await app.listen(0, '127.0.0.1');
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    await app.get(Gatehouse).ready();
    const { accessToken, userId, sessionId } = server.signIn({ resource: 'orders' });
    const list = async (token?: string) =>
      fetch(`${url}/orders`, { headers: token ? { Authorization: `Bearer ${token}` } : {} });

    assert.equal((await fetch(`${url}/orders/health`)).status, 200);
    assert.equal((await list()).status, 401);
    assert.match((await list()).headers.get('www-authenticate') ?? '', /^Bearer/);
    const forEverything = await list(server.signIn().accessToken);
    assert.equal(((await forEverything.json()) as { code: string }).code, 'WRONG_AUDIENCE');
    const refused = await list(accessToken);
    assert.equal(refused.status, 403);
    assert.deepEqual(await refused.json(), {
      success: false,
      status: 403,
      title: 'Permission denied',
      code: 'PERMISSION_DENIED',
      message: 'Permission denied: orders:read required',
      missing: ['orders:read'],
    });
    server.assignRole(userId, 'clerk');
    await until(async () => (await list(accessToken)).status === 200);
    const { token } = server.createAppToken({ service: 'billing', scopes: ['orders:sync'] });
    await assert.rejects(syncOrders(url, token), /403/);
    server.grantCaller('billing', ['orders:sync']);
    await until(() => syncOrders(url, token).then(Boolean, () => false));
    assert.deepEqual(await syncOrders(url, token), { synced: 'billing' });
    server.withdrawCaller('billing');
    await until(() =>
      syncOrders(url, token).then(
        () => false,
        () => true,
      ),
    );
    server.endSession(sessionId);
    await until(async () => (await list(accessToken)).status === 401);
  });
}

test('options from a factory', async () => {
  const app = await NestFactory.createApplicationContext(AuthModule, { logger: ['error'] });
  await app.get(Gatehouse, { strict: false }).ready();
  await app.close();
});

test.after(() => server.close());
