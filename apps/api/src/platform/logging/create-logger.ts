import { hostname } from 'node:os';
import type { Writable } from 'node:stream';
import { ecsFormat } from '@elastic/ecs-pino-format';
import { pino, stdTimeFunctions, type Logger, type LoggerOptions } from 'pino';
import type { ConfigOf } from '#libs/config';
import { LogSink } from './log-sink.js';
import type { loggingConfig } from './logging.config.js';
import { pretty } from './pretty.js';
import { scrubError } from './scrub.js';

type Format = 'pretty' | 'json' | 'ecs';

/** The one logger of the process, with the sink that it writes to. */
export interface ServerLog {
  readonly logger: Logger;
  readonly sink: LogSink;
  readonly format: Format;
}

const serializers = {
  err: (error: unknown) => (error instanceof Error ? scrubError(error) : error),
};

const OPTIONS: Readonly<Record<Format, LoggerOptions>> = {
  json: plain(),
  pretty: plain(),
  ecs: elastic(),
};

function plain(): LoggerOptions {
  return {
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
}

/** The package would take an error's own words as they are, before any serializer: ours go in instead. */
function elastic(): LoggerOptions {
  // A shipper writes its own name over `host.name`; the node's stays, and tells the instances apart.
  const instance = hostname();
  const options = ecsFormat({
    ...{ apmIntegration: false, convertErr: false },
    ...{ serviceName: 'gatehouse', serviceNodeName: instance },
  });
  const log = (fields: object) => {
    const { err, ...rest } =
      options.formatters?.log?.(fields as never) ?? (fields as { err?: unknown });
    if (!(err instanceof Error)) return rest;
    const { type, message, stack, code, cause } = scrubError(err);
    return { ...rest, error: { type, message, code, stack_trace: stack, cause } };
  };
  return {
    ...options,
    base: { pid: process.pid, 'host.name': instance },
    formatters: { ...options.formatters, log },
  };
}

/** Writes to `stream`, in the format of the configuration. */
export function createServerLog(
  config: ConfigOf<typeof loggingConfig>,
  stream: Writable & { isTTY?: boolean } = process.stdout,
): ServerLog {
  const format = config.format === 'auto' ? (stream.isTTY ? 'pretty' : 'json') : config.format;
  const sink = new LogSink(stream, format === 'pretty' ? { render: pretty } : {});
  const logger = pino({ ...OPTIONS[format], level: config.level, serializers }, sink);
  return { logger, sink, format };
}
