import { Injectable, Logger } from '@nestjs/common';
import { ChangeFeed } from '#api/platform/changes';

const PAGE = 500;

/** Tells when any instance has changed the signing keys, shortly after its commit. */
@Injectable()
export class KeyChangeListener {
  private readonly log = new Logger('Signing keys');
  private cursor: string | null = null;
  private reading: Promise<void> | null = null;
  private isWoken = false;
  /** Whether there is something of which the listener has not heard, or with which it has failed. */
  private isOwed = true;
  private stopListening: () => void = () => undefined;

  constructor(private readonly feed: ChangeFeed) {}

  /** Also calls when changes may have been missed. A listener that fails is called again at the next wake-up. */
  start(onChange: () => Promise<unknown>): void {
    this.stopListening = this.feed.onWake(() => {
      this.isWoken = true;
      this.reading ??= this.readOn(onChange).finally(() => (this.reading = null));
    });
  }

  async stop(): Promise<void> {
    this.stopListening();
    await this.reading;
  }

  private async readOn(onChange: () => Promise<unknown>): Promise<void> {
    while (this.isWoken) {
      this.isWoken = false;
      try {
        await this.readLog();
        if (this.isOwed) await onChange();
        this.isOwed = false;
      } catch (error) {
        this.log.debug(`Changes were not read: ${String(error)}`);
      }
    }
  }

  private async readLog(): Promise<void> {
    this.cursor ??= await this.feed.latestCursor();
    for (;;) {
      const page = await this.feed.readAfter(this.cursor, PAGE);
      this.cursor = page.cursor;
      this.isOwed ||= page.isGap || page.changes.some(({ kind }) => kind === 'keys_changed');
      if (page.isGap || page.changes.length < PAGE) return;
    }
  }
}
