/** One event of a stream of server-sent events. */
export interface SseEvent {
  readonly event: string;
  readonly data: string;
  /** The id that this event sets; `undefined` keeps the last one. */
  readonly id: string | undefined;
}

const MAX_EVENT_CHARS = 4 * 1024 * 1024;

/** Parses a stream into events (WHATWG HTML, section 9.2); the text may be split anywhere. */
export class SseParser {
  private readonly decoder = new TextDecoder();
  private buffer = '';
  private data: string[] = [];
  private event = '';
  private id: string | undefined;
  private size = 0;

  /** @throws Error if an event exceeds the maximum size */
  *push(bytes: Uint8Array): Generator<SseEvent> {
    this.buffer += this.decoder.decode(bytes, { stream: true });
    let start = 0;
    for (;;) {
      const end = this.endOfLine(start);
      if (end === null) break;
      const line = this.buffer.slice(start, end.at);
      start = end.next;
      const event = this.line(line);
      if (event) yield event;
    }
    this.buffer = this.buffer.slice(start);
    if (this.buffer.length + this.size > MAX_EVENT_CHARS) throw new Error('An event is too large');
  }

  /** A lone CR at the end of the received text may be the first half of a CRLF, so it waits for more. */
  private endOfLine(from: number): { at: number; next: number } | null {
    for (let at = from; at < this.buffer.length; at += 1) {
      const char = this.buffer.charCodeAt(at);
      if (char === 10) return { at, next: at + 1 };
      if (char === 13) {
        if (at + 1 >= this.buffer.length) return null;
        return { at, next: this.buffer.charCodeAt(at + 1) === 10 ? at + 2 : at + 1 };
      }
    }
    return null;
  }

  private line(line: string): SseEvent | null {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon === -1 ? line : line.slice(0, colon);
    const rest = colon === -1 ? '' : line.slice(colon + 1);
    const value = rest.startsWith(' ') ? rest.slice(1) : rest;
    this.size += line.length;
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.event = value;
    else if (field === 'id' && !value.includes('\0')) this.id = value;
    return null;
  }

  private dispatch(): SseEvent | null {
    const { data, event, id } = this;
    this.data = [];
    this.event = '';
    this.id = undefined;
    this.size = 0;
    return data.length === 0 ? null : { event: event || 'message', data: data.join('\n'), id };
  }
}
