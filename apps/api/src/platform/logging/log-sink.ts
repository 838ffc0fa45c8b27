import type { Writable } from 'node:stream';

/** Maximum buffer for a reader that blocks, in characters. */
const MAX_HELD = 4 * 1024 * 1024;
/** Lines are written in batches: one system call for a burst. */
const BATCH = 16 * 1024;

export interface SinkOptions {
  readonly maxHeld?: number;
  /** Applied to each line before it is written, e.g. for a terminal. */
  readonly render?: (line: string) => string;
}

/** Set on the stream itself, which lives longer than each server of the process. */
const SURVIVED = Symbol.for('gatehouse.log-sink.survived');

/** A stream error without a listener ends the process; one listener is enough for all writers of the stream. */
function surviveErrorsOf(stream: Writable & { [SURVIVED]?: true }): void {
  if (stream[SURVIVED]) return;
  stream[SURVIVED] = true;
  stream.on('error', () => undefined);
}

/**
 * Writes log lines. It never blocks and never grows beyond its bound: while standard output is not read, events are
 * counted instead of kept, and the count is written when reading continues. A stream that fails (closed pipe, full
 * disk) loses events, never requests.
 */
export class LogSink {
  private pending = '';
  private isScheduled = false;
  private missed = 0;
  private missedInTotal = 0;

  constructor(
    private readonly stream: Writable,
    private readonly options: SinkOptions = {},
  ) {
    surviveErrorsOf(stream);
  }

  /** Number of events that were not written since the start. */
  get dropped(): number {
    return this.missedInTotal;
  }

  /** Called by pino, once for each event. */
  write(line: string): void {
    const held = this.stream.writableLength + this.pending.length;
    if (held + line.length > (this.options.maxHeld ?? MAX_HELD)) {
      this.missed += 1;
      this.missedInTotal += 1;
      return;
    }
    if (this.missed > 0) this.reportMissed();
    this.pending += this.options.render?.(line) ?? line;
    if (this.pending.length >= BATCH) this.flush();
    else this.schedule();
  }

  flush(): void {
    if (this.pending === '') return;
    const text = this.pending;
    this.pending = '';
    this.stream.write(text, (error) => {
      if (error) this.missed += 1;
    });
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.flush();
    });
  }

  private reportMissed(): void {
    const event = {
      level: 'warn',
      msg: 'Log events were lost: nobody read them',
      lost: this.missed,
    };
    this.missed = 0;
    const line = `${JSON.stringify(event)}\n`;
    this.pending += this.options.render?.(line) ?? line;
  }
}
