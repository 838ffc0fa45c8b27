import 'reflect-metadata';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { loadPackageDefinition, Metadata, credentials, status } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { headers as natsHeaders } from '@nats-io/transport-node';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  GrpcMethod,
  GrpcStreamMethod,
  MessagePattern,
  NatsRecordBuilder,
  Transport,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { CurrentUser, GatehouseModule, Permissions } from '@gatehouse/guard';
import { testAuth, type TestUser } from '@gatehouse/guard/testing';
import { lastValueFrom, of } from 'rxjs';

const auth = testAuth();
const CLERK: TestUser = { id: 'u1', permissions: ['orders:read'] };

@Controller()
class Handlers {
  @Permissions('orders:read')
  @MessagePattern('orders.list')
  list(@CurrentUser('id') id: string) {
    return { id };
  }

  @Permissions('orders:read')
  @GrpcMethod('Orders', 'One')
  one(_request: object, _metadata: Metadata, @CurrentUser('id') id: string) {
    return { id };
  }

  @Permissions('orders:read')
  @GrpcMethod('Orders', 'Many')
  many(_request: object, _metadata: Metadata, @CurrentUser('id') id: string) {
    return of({ id }, { id });
  }

  @Permissions('orders:read')
  @GrpcStreamMethod('Orders', 'Talk')
  talk(_messages: object, _metadata: Metadata, @CurrentUser('id') id: string) {
    return of({ id });
  }
}

@Module({
  imports: [GatehouseModule.forRoot({ ...auth.options, strict: true })],
  controllers: [Handlers],
})
class AppModule {}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function serve(options: MicroserviceOptions): Promise<INestMicroservice> {
  const service = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, {
    ...options,
    logger: ['error'],
  });
  await service.listen();
  return service;
}

/** The equivalent of a `.proto` file. */
const message = { requestType: 'Ask', responseType: 'Told' };
const PROTO = {
  nested: {
    shop: {
      nested: {
        Ask: { fields: {} },
        Told: { fields: { id: { type: 'string', id: 1 } } },
        Orders: {
          methods: {
            One: message,
            Many: { ...message, responseStream: true },
            Talk: { ...message, requestStream: true, responseStream: true },
          },
        },
      },
    },
  },
};

interface Stream extends NodeJS.EventEmitter {
  write(request: object): void;
  end(): void;
}

interface OrdersClient {
  One(request: object, metadata: Metadata, done: (error: unknown, told: unknown) => void): void;
  Many(request: object, metadata: Metadata): Stream;
  Talk(metadata: Metadata): Stream;
  close(): void;
}

/** The messages of a stream until it ends. */
const heard = (stream: Stream) =>
  new Promise<unknown[]>((resolve, reject) => {
    const found: unknown[] = [];
    stream.on('data', (told) => found.push(told));
    stream.on('error', reject);
    stream.on('end', () => resolve(found));
  });

test('gRPC: the token comes in the metadata', async (t) => {
  const packageDefinition = fromJSON(PROTO as unknown as Parameters<typeof fromJSON>[0]);
  const url = `127.0.0.1:${await freePort()}`;
  const service = await serve({
    transport: Transport.GRPC,
    options: { package: 'shop', packageDefinition, url },
  });
  const { shop } = loadPackageDefinition(packageDefinition) as unknown as {
    shop: { Orders: new (address: string, secret: object) => OrdersClient };
  };
  const client = new shop.Orders(url, credentials.createInsecure());
  t.after(async () => {
    client.close();
    await service.close();
  });
  const shown = (user?: TestUser) => {
    const metadata = new Metadata();
    if (user) metadata.set('authorization', `Bearer ${auth.token(user)}`);
    return metadata;
  };
  const one = (metadata: Metadata) =>
    new Promise((resolve, reject) =>
      client.One({}, metadata, (error, told) => (error ? reject(error) : resolve(told))),
    );
  const spoken = (stream: Stream) => {
    stream.write({});
    stream.end();
    return heard(stream);
  };
  const calls: [string, (metadata: Metadata) => Promise<unknown>, unknown][] = [
    ['a call', one, { id: 'u1' }],
    ['a stream of answers', (it) => heard(client.Many({}, it)), [{ id: 'u1' }, { id: 'u1' }]],
    ['a stream both ways', (it) => spoken(client.Talk(it)), [{ id: 'u1' }]],
  ];
  for (const [kind, call, told] of calls) {
    await t.test(`of ${kind}`, async () => {
      assert.deepEqual(await call(shown(CLERK)), told);
      await assert.rejects(call(shown()), {
        code: status.UNAUTHENTICATED,
        details: /^UNAUTHENTICATED: /,
      });
      await assert.rejects(call(shown({ permissions: [] })), {
        code: status.PERMISSION_DENIED,
        details: 'PERMISSION_DENIED: Permission denied: orders:read required',
      });
    });
  }
});

const hasNats = spawnSync('nats-server', ['--version']).status === 0;

test('NATS: the token comes in the headers', { skip: !hasNats && 'no nats-server' }, async (t) => {
  const port = await freePort();
  const broker = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'pipe' });
  t.after(() => broker.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    broker.once('exit', () => reject(new Error('nats-server has ended')));
    broker.stderr.on('data', (line) => String(line).includes('Server is ready') && resolve());
  });
  const options = {
    transport: Transport.NATS as const,
    options: { servers: [`nats://127.0.0.1:${port}`] },
  };
  const service = await serve(options);
  t.after(() => service.close());
  const client = ClientProxyFactory.create(options);
  t.after(() => client.close());
  const list = (user?: TestUser) => {
    const headers = natsHeaders();
    if (user) headers.set('authorization', `Bearer ${auth.token(user)}`);
    const record = new NatsRecordBuilder({}).setHeaders(headers).build();
    return lastValueFrom(client.send<unknown>('orders.list', record));
  };
  assert.deepEqual(await list(CLERK), { id: 'u1' });
  await assert.rejects(list(), { code: 'UNAUTHENTICATED' });
  await assert.rejects(list({ permissions: [] }), {
    code: 'PERMISSION_DENIED',
    missing: ['orders:read'],
  });
});
