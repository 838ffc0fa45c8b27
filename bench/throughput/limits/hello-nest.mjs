// NestJS on Fastify with one route, and one guard that answers without a promise: what the framework leaves of a core.
import 'reflect-metadata';
import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

class Guard {
  canActivate(context) {
    return context.switchToHttp().getRequest().method === 'GET';
  }
}

class HelloController {
  hello() {
    return { hello: 'world' };
  }
}
// Decorators, without a compiler.
const { prototype } = HelloController;
Get()(prototype, 'hello', Object.getOwnPropertyDescriptor(prototype, 'hello'));
UseGuards(Guard)(HelloController);
Controller()(HelloController);

class HelloModule {}
Module({ controllers: [HelloController], providers: [Guard] })(HelloModule);

const app = await NestFactory.create(HelloModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env.PORT), '127.0.0.1');
