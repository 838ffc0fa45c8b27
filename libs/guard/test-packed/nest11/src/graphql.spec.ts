import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Args, GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CurrentUser, GatehouseModule, Permissions, SelfOr } from '@gatehouse/guard';
import { testAuth, type TestUser } from '@gatehouse/guard/testing';
import request from 'supertest';

@Resolver()
class OrdersResolver {
  @Query(() => String)
  @Permissions('orders:read')
  orders(@CurrentUser('id') userId: string) {
    return `orders for ${userId}`;
  }

  @Query(() => String)
  @SelfOr('orders:read', 'userId')
  ordersOf(@Args('userId') userId: string) {
    return `orders of ${userId}`;
  }
}

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
])('A resolver on Nest 11 with %s', (_name, adapter) => {
  const auth = testAuth();
  let app: INestApplication;

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [
        GatehouseModule.forRoot({ ...auth.options, strict: true }),
        GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true }),
      ],
      providers: [OrdersResolver],
    }).compile();
    app = module.createNestApplication(adapter() as ExpressAdapter);
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  const query = async (text: string, user?: TestUser) => {
    const asked = request(app.getHttpServer()).post('/graphql').send({ query: text });
    const { body } = await (user ? auth.asUser(asked, user) : asked);
    return body;
  };

  it('a resolver gets the user, and refuses with a GraphQL error', async () => {
    const clerk = { id: 'u1', permissions: ['orders:read'] };
    expect(await query('{ orders }', clerk)).toEqual({ data: { orders: 'orders for u1' } });
    expect((await query('{ orders }')).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await query('{ orders }', { permissions: [] })).errors[0]).toMatchObject({
      message: 'Permission denied: orders:read required',
      extensions: { code: 'PERMISSION_DENIED', missing: ['orders:read'] },
    });
  });

  it('@SelfOr compares the user with an argument', async () => {
    const own = await query('{ ordersOf(userId: "u2") }', { id: 'u2' });
    expect(own).toEqual({ data: { ordersOf: 'orders of u2' } });
    const other = await query('{ ordersOf(userId: "u3") }', { id: 'u2' });
    expect(other.errors[0].extensions.code).toBe('PERMISSION_DENIED');
  });
});
