import { PostgresClient } from '#libs/migrator';

/** A server that stands still never closes its side. */
const GOODBYE_MS = 1_000;

/** The driver's client, whose end comes: a server that does not answer the goodbye is left. */
export class EndingClient extends PostgresClient {
  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | void {
    const { connection } = this as unknown as { connection: { stream: { destroy(): void } } };
    const timer = setTimeout(() => connection.stream.destroy(), GOODBYE_MS).unref();
    this.once('end', () => clearTimeout(timer));
    return callback ? super.end(callback) : super.end();
  }
}
