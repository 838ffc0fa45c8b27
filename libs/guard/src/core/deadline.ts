/**
 * Runs work with a deadline and a cancellation signal. Node 20 garbage-collects abort signals that only a `fetch`
 * references, so the deadline is a timer here and not part of the signal.
 * @throws the signal's reason when cancelled, an Error when the time is over
 */
export function withDeadline<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  cancelled?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const stop = (reason: unknown) => {
      reject(reason instanceof Error ? reason : new Error('It was called off'));
      controller.abort(reason);
    };
    const onCall = () => stop(cancelled?.reason);
    const timer = setTimeout(() => stop(new Error(`No answer within ${ms} ms`)), ms);
    cancelled?.addEventListener('abort', onCall, { once: true });
    if (cancelled?.aborted) onCall();
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        cancelled?.removeEventListener('abort', onCall);
      });
  });
}

/** The bytes of a stream until it ends or is cancelled; its connection is closed in both cases. */
export async function* bytesOf(
  stream: ReadableStream<Uint8Array>,
  cancelled: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  cancelled.addEventListener('abort', cancel, { once: true });
  try {
    if (cancelled.aborted) return;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    cancelled.removeEventListener('abort', cancel);
    cancel();
  }
}
