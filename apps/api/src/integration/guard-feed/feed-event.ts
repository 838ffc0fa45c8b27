/** One event of the feed, as `docs/guard-protocol.md` describes it. */
export interface FeedEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The cursor after this event; absent for events before `ready`. */
  readonly id?: string;
}

/** The event in the format of server-sent events (HTML Living Standard), its data as one line of JSON. */
export function renderEvent({ event, data, id }: FeedEvent): string {
  const lines = [
    `event: ${event}`,
    ...(id === undefined ? [] : [`id: ${id}`]),
    `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.join('\n')}\n\n`;
}
