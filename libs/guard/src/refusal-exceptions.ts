import { HttpException } from '@nestjs/common';
import type { Refusal, RefusalBody, RefusalCode } from './errors.js';

/**
 * The exception for a refused HTTP call or resolver, also thrown by the injectable `Gatehouse`. Its response is a
 * `RefusalBody`; GraphQL servers copy `extensions` into their answer.
 */
export class GatehouseException extends HttpException {
  readonly code: RefusalCode;
  readonly missing: readonly string[] | undefined;
  readonly extensions: Omit<RefusalBody, 'success' | 'message'>;

  constructor(readonly refusal: Refusal) {
    super(refusal.toBody(), refusal.status, { cause: refusal });
    this.name = 'GatehouseException';
    this.message = refusal.message;
    this.code = refusal.code;
    this.missing = refusal.missing;
    const { success: _success, message: _message, ...extensions } = refusal.toBody();
    this.extensions = extensions;
  }
}

/** gRPC status codes. */
const GRPC_CODES: Readonly<Record<number, number>> = { 401: 16, 403: 7, 429: 8, 503: 14 };

const isGrpc = (call: unknown): boolean =>
  typeof (call as { getMap?: unknown } | null | undefined)?.getMap === 'function';

/** Converts a refusal to the exception of its context. Optional packages are loaded only when needed. */
export async function toException(refusal: Refusal, kind: string, call?: unknown): Promise<Error> {
  if (kind === 'ws') {
    const { WsException } = await import('@nestjs/websockets');
    return new WsException(refusal.toBody());
  }
  if (kind === 'rpc') {
    const { RpcException } = await import('@nestjs/microservices');
    const body = refusal.toBody();
    return new RpcException(
      isGrpc(call)
        ? {
            ...body,
            code: GRPC_CODES[refusal.status] ?? 2,
            details: `${body.code}: ${body.message}`,
          }
        : body,
    );
  }
  return new GatehouseException(refusal);
}
