/** One guarded service: it serves, its own clients load it, and it measures when its answer to a token changes. */
import 'reflect-metadata';
import { Agent, get } from 'node:http';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { guard } from './package-under-test.mjs';

const [issuer, service, appToken, pauseMs] = process.argv.slice(2);

class Hello {
  get() {
    return { hello: 'world' };
  }
}
const descriptor = () => Object.getOwnPropertyDescriptor(Hello.prototype, 'get');
Get()(Hello.prototype, 'get', descriptor());
guard.Permissions('orders:read')(Hello.prototype, 'get', descriptor());
Controller('hello')(Hello);
class App {}
Module({
  imports: [guard.GatehouseModule.forRoot({ issuer, service, appToken })],
  controllers: [Hello],
})(App);

const app = await NestFactory.create(App, new FastifyAdapter(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');
await app.get(guard.Gatehouse, { strict: false }).ready();
const { port } = app.getHttpServer().address();
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
let served = 0;

const statusFor = (token) =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    get({ host: '127.0.0.1', port, path: '/hello', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        served += 1;
        resolve(response.statusCode);
      });
    }).on('error', reject);
  });

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const wallClock = () => performance.timeOrigin + performance.now();

/** Clients whose tokens stay valid; a wrong refusal ends the measurement. */
async function load(tokens) {
  for (let turn = 0; ; turn += 1) {
    const status = await statusFor(tokens[turn % tokens.length]);
    if (status !== 200) throw new Error(`A good token got ${status}`);
    await pause(Number(pauseMs));
  }
}

async function watch({ round, token, from, to }) {
  let status = await statusFor(token);
  if (status !== from) throw new Error(`Round ${round}: ${status} instead of ${from}`);
  process.send({ ready: round });
  while (status === from) {
    await pause(1);
    status = await statusFor(token);
  }
  if (status !== to) throw new Error(`Round ${round}: ${status} instead of ${to}`);
  process.send({ changed: round, at: wallClock() });
}

const fail = (error) => {
  console.error(error);
  process.exit(1);
};
process.on('message', (message) => {
  if (message.load) for (const tokens of [message.load, message.load]) load(tokens).catch(fail);
  if (message.watch) watch(message.watch).catch(fail);
  if (message.count !== undefined) process.send({ counted: message.count, served });
});
process.on('disconnect', () => process.exit(0));
process.send({ started: true });
