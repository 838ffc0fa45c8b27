import { PostgresClient } from '#libs/migrator';

/** A frozen server never closes its side. */
const TERMINATION_MS = 1_000;

/**
 * The driver's client, whose `end` always completes: a server that does not answer the termination is disconnected.
 */
export class EndingClient extends PostgresClient {
  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | void {
    const { connection } = this as unknown as { connection: { stream: { destroy(): void } } };
    const timer = setTimeout(() => connection.stream.destroy(), TERMINATION_MS).unref();
    this.once('end', () => clearTimeout(timer));
    return callback ? super.end(callback) : super.end();
  }
}
