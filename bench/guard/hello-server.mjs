/** A hello server on one adapter, bare or guarded, in its own process so that it has its own core. */
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { guard } from './package-under-test.mjs';

const [adapterName, mode, issuer, service, appToken] = process.argv.slice(2);

class Hello {
  get() {
    return { hello: 'world' };
  }
}
const descriptor = () => Object.getOwnPropertyDescriptor(Hello.prototype, 'get');
Get()(Hello.prototype, 'get', descriptor());
if (mode === 'guarded') guard.Permissions('orders:read')(Hello.prototype, 'get', descriptor());
Controller('hello')(Hello);

class App {}
const imports =
  mode === 'guarded' ? [guard.GatehouseModule.forRoot({ issuer, service, appToken })] : [];
Module({ imports, controllers: [Hello] })(App);

const adapter = adapterName === 'express' ? new ExpressAdapter() : new FastifyAdapter();
const app = await NestFactory.create(App, adapter, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
if (mode === 'guarded') await app.get(guard.Gatehouse, { strict: false }).ready();
process.send({ port: app.getHttpServer().address().port });
process.on('message', (message) => {
  if (message === 'cpu') process.send({ cpu: process.cpuUsage() });
});
process.on('disconnect', () => process.exit(0));
