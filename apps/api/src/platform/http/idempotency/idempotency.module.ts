import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ONCE } from '#libs/access';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { Idempotency } from './idempotency.service.js';
import { IdempotencyStore } from './idempotency.store.js';
import { IdempotencyCleanup } from './idempotency.cleanup.js';

/** `Idempotency-Key` for every route that creates something. */
@Module({
  providers: [Idempotency, IdempotencyInterceptor, IdempotencyStore, IdempotencyCleanup],
})
export class IdempotencyModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly interceptor: IdempotencyInterceptor,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.decorate(ONCE, this.interceptor);
  }
}
