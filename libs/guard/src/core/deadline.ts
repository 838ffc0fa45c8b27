/**
 * Runs work that must end in time or when it is called off. Node 20 loses abort signals that nothing but a `fetch` holds to garbage
 * collection, so the deadline is kept here and not left to the signal.
 * @throws the signal's reason when it was called off, an Error when it took too long
 */
export function withDeadline<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  calledOff?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const stop = (reason: unknown) => {
      reject(reason instanceof Error ? reason : new Error('It was called off'));
      controller.abort(reason);
    };
    const onCall = () => stop(calledOff?.reason);
    const timer = setTimeout(() => stop(new Error(`No answer within ${ms} ms`)), ms);
    calledOff?.addEventListener('abort', onCall, { once: true });
    if (calledOff?.aborted) onCall();
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        calledOff?.removeEventListener('abort', onCall);
      });
  });
}

/** The bytes of a stream until it ends or is called off; its connection is closed either way. */
export async function* bytesOf(
  stream: ReadableStream<Uint8Array>,
  calledOff: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  calledOff.addEventListener('abort', cancel, { once: true });
  try {
    if (calledOff.aborted) return;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    calledOff.removeEventListener('abort', cancel);
    cancel();
  }
}
