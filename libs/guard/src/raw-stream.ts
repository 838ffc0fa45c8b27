import 'reflect-metadata';

const PATTERN = 'microservices:pattern';
/** Distinguishes `@GrpcStreamCall` from other gRPC decorators. */
const PASSED_THROUGH = 'pt_stream';

/** Whether the handler receives gRPC's raw call. */
export function isRawStream(method: object): boolean {
  const patterns: unknown = Reflect.getMetadata(PATTERN, method);
  return [patterns].flat().some((pattern) => streamingOf(pattern) === PASSED_THROUGH);
}

const streamingOf = (pattern: unknown): unknown =>
  (pattern as { readonly streaming?: unknown } | null | undefined)?.streaming;

/**
 * A handler whose refusals the framework does not send: the caller would wait forever, and the unhandled rejection
 * would end the process, so any caller could stop it.
 */
export class UnrefusableHandler extends Error {
  constructor(readonly handler: string) {
    super(
      `${handler} is a @GrpcStreamCall handler, and no caller of it can be told of a refusal. ` +
        'Make it @GrpcStreamMethod, or @Public() and decide in it by Gatehouse.verify.',
    );
    this.name = 'UnrefusableHandler';
  }
}
