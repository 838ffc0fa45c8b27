import 'reflect-metadata';

const PATTERN = 'microservices:pattern';
/** How `@GrpcStreamCall` is told from the other decorators of gRPC. */
const PASSED_THROUGH = 'pt_stream';

/** Whether gRPC's own call is passed through to the handler. */
export function isRawStream(method: object): boolean {
  const patterns: unknown = Reflect.getMetadata(PATTERN, method);
  return [patterns].flat().some((pattern) => streamingOf(pattern) === PASSED_THROUGH);
}

const streamingOf = (pattern: unknown): unknown =>
  (pattern as { readonly streaming?: unknown } | null | undefined)?.streaming;

/**
 * A handler whose refusals the framework gives to nobody: the caller would wait for ever, and the rejection that
 * no one handles ends the process, so that any caller could.
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
