import 'reflect-metadata';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApolloDriver } from '@nestjs/apollo';
import { MercuriusDriver } from '@nestjs/mercurius';
import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, type GqlModuleOptions } from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { GatehouseModule } from '@gatehouse/guard';
import { testAuth, type TestUser } from '@gatehouse/guard/testing';
import { OrdersResolver } from './orders.resolver.js';

const auth = testAuth();

async function serve(
  driver: GqlModuleOptions['driver'],
  adapter: ExpressAdapter | FastifyAdapter,
): Promise<INestApplication> {
  @Module({
    imports: [
      GatehouseModule.forRoot({ ...auth.options, strict: true }),
      GraphQLModule.forRoot({ driver: driver!, autoSchemaFile: true }),
    ],
    providers: [OrdersResolver],
  })
  class AppModule {}
  const app = await NestFactory.create(AppModule, adapter as ExpressAdapter, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  return app;
}

interface GraphqlAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: Record<string, unknown>;
  }[];
}

for (const [name, driver, adapter] of [
  ['Apollo on Express', ApolloDriver, () => new ExpressAdapter()],
  ['Apollo on Fastify', ApolloDriver, () => new FastifyAdapter()],
  ['Mercurius on Fastify', MercuriusDriver, () => new FastifyAdapter()],
] as const) {
  test(`a resolver of ${name}`, async (t) => {
    const app = await serve(driver, adapter());
    t.after(() => app.close());
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');

    const query = async (text: string, user?: TestUser): Promise<GraphqlAnswer> => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(user ? { Authorization: `Bearer ${auth.token(user)}` } : {}),
        },
        body: JSON.stringify({ query: text }),
      });
      return (await response.json()) as GraphqlAnswer;
    };

    await t.test('gets the user, and refuses with a GraphQL error', async () => {
      const allowed = await query('{ orders }', { id: 'u1', permissions: ['orders:read'] });
      assert.deepEqual(allowed, { data: { orders: 'orders for u1' } });
      const anonymous = await query('{ orders }');
      assert.equal(anonymous.errors?.[0]?.extensions.code, 'UNAUTHENTICATED');
      const refused = await query('{ orders }', { permissions: [] });
      assert.equal(refused.errors?.[0]?.message, 'Permission denied: orders:read required');
      assert.equal(refused.errors?.[0]?.extensions.code, 'PERMISSION_DENIED');
      assert.deepEqual(refused.errors?.[0]?.extensions.missing, ['orders:read']);
    });

    await t.test('compares the user of @SelfOr with an argument', async () => {
      const own = await query('{ ordersOf(userId: "u2") }', { id: 'u2' });
      assert.deepEqual(own, { data: { ordersOf: 'orders of u2' } });
      const other = await query('{ ordersOf(userId: "u3") }', { id: 'u2' });
      assert.equal(other.errors?.[0]?.extensions.code, 'PERMISSION_DENIED');
    });
  });
}
