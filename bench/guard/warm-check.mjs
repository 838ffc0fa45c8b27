/**
 * What a warm check costs: `canActivate` of the guard (token known, permission known, feed up) in process, as CPU time per call.
 * Every call gets a header string of its own, as from a socket, so that its hash is computed each time.
 */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Controller, Get, Module } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { guard, testing } from './package-under-test.mjs';
import { median, round } from './statistics.mjs';

const decorate = (decorators, target, key) => {
  for (const one of decorators) {
    one(target, key, Object.getOwnPropertyDescriptor(target, key));
  }
};

class Hello {
  get() {
    return 'hello';
  }
}
decorate([Get(), guard.Permissions('orders:read')], Hello.prototype, 'get');
Controller('hello')(Hello);

export async function measureWarmCheck({ calls = 20_000, rounds = 15, users = 1000 } = {}) {
  const fake = await testing.FakeGatehouse.start();
  class App {}
  Module({
    imports: [
      guard.GatehouseModule.forRoot({
        issuer: fake.issuer,
        service: fake.service,
        appToken: fake.appToken,
      }),
    ],
    controllers: [Hello],
  })(App);
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  const gatehouse = app.get(guard.Gatehouse, { strict: false });
  const guarding = app.get(guard.GatehouseGuard, { strict: false });
  await gatehouse.ready();
  const tokens = Array.from({ length: users }, () => fake.signIn({ permissions: ['orders:read'] }));
  const contextOf = (header) => {
    const request = { headers: { authorization: header }, params: {} };
    const context = new ExecutionContextHost([request, {}, null], Hello, Hello.prototype.get);
    context.setType('http');
    return context;
  };
  const fresh = (token) => Buffer.from(`Bearer ${token}`).toString('latin1');
  for (const { accessToken } of tokens) await guarding.canActivate(contextOf(fresh(accessToken)));
  const before = JSON.stringify(fake.calls);

  const samples = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    const contexts = Array.from({ length: calls }, (_, i) =>
      contextOf(fresh(tokens[(i * 7919) % users].accessToken)),
    );
    const start = process.cpuUsage();
    for (const context of contexts) {
      if (guarding.canActivate(context) !== true) throw new Error('A check was not warm');
    }
    const { user, system } = process.cpuUsage(start);
    samples.push((user + system) / calls);
  }
  const serverCalls = JSON.stringify(fake.calls) === before ? 0 : fake.calls;
  await app.close();
  await fake.close();
  return { microsecondsOfCpu: round(median(samples.slice(3)), 3), serverCalls };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log(JSON.stringify(await measureWarmCheck()));
}
