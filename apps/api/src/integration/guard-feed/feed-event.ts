/** One event of the feed, as `docs/guard-protocol.md` describes it. */
export interface FeedEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The cursor behind this event; absent for what comes before `ready`. */
  readonly id?: string;
}

/** The event in the form of a stream (HTML Living Standard, server-sent events): one line of JSON. */
export function renderEvent({ event, data, id }: FeedEvent): string {
  const lines = [
    `event: ${event}`,
    ...(id === undefined ? [] : [`id: ${id}`]),
    `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.join('\n')}\n\n`;
}
