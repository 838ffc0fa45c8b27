/** One received event. */
export interface WireEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Record<string, unknown>;
}

/** A feed that a test reads. */
export interface Followed {
  readonly headers: Headers;
  readonly events: readonly WireEvent[];
  /** The first event of this name for which the check holds, including events that were already received. */
  until(
    event: string,
    picks?: (data: Record<string, unknown>) => boolean,
    withinMs?: number,
  ): Promise<WireEvent>;
  /** Resolves when the server has ended the stream. */
  ended(): Promise<void>;
  close(): void;
}

const parse = (block: string): WireEvent | null => {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
  const data = field('data');
  if (data === undefined) return null;
  return {
    event: field('event') ?? 'message',
    id: field('id'),
    data: JSON.parse(data) as Record<string, unknown>,
  };
};

/** Opens the feed with its own parser, so that a fault of the library cannot hide one of the server. */
export async function followFeed(url: string, token: string, cursor?: string): Promise<Followed> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/guard/feed`, {
    headers: {
      Accept: 'text/event-stream',
      Authorization: `Bearer ${token}`,
      ...(cursor === undefined ? {} : { 'Last-Event-ID': cursor }),
    },
    signal: abort.signal,
  });
  if (response.status !== 200 || !response.body) {
    throw new Error(`The feed answered ${response.status}: ${await response.text()}`);
  }
  const events: WireEvent[] = [];
  const wakers = new Set<() => void>();
  let isOver = false;
  const read = async () => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
      rest += decoder.decode(bytes, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parse(block);
        if (event) events.push(event);
      }
      for (const wake of wakers) wake();
    }
  };
  const finished = read()
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
      for (const wake of wakers) wake();
    });

  const waitFor = <T>(look: () => T | undefined, what: string, withinMs: number): Promise<T> =>
    new Promise((resolve, reject) => {
      const done = (act: () => void) => {
        clearTimeout(timer);
        wakers.delete(check);
        act();
      };
      const seen = () => events.map(({ event }) => event).join(', ');
      const fail = (why: string) =>
        done(() => reject(new Error(`${what} ${why}; there were: ${seen()}`)));
      const check = () => {
        const found = look();
        if (found !== undefined) done(() => resolve(found));
        else if (isOver && what !== 'the end') fail('did not come before the end');
      };
      const timer = setTimeout(() => fail('did not come in time'), withinMs);
      wakers.add(check);
      check();
    });

  return {
    headers: response.headers,
    events,
    until: (event, picks = () => true, withinMs = 20_000) =>
      waitFor(() => events.find((one) => one.event === event && picks(one.data)), event, withinMs),
    ended: async () => {
      await waitFor(() => (isOver ? true : undefined), 'the end', 20_000);
      await finished;
    },
    close: () => abort.abort(),
  };
}
