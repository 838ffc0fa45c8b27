import { Injectable, Logger } from '@nestjs/common';
import { ChangeFeed } from '#api/platform/changes';

const PAGE = 500;

/** Calls a listener when any instance has changed the signing keys, shortly after its commit. */
@Injectable()
export class KeyChangeListener {
  private readonly log = new Logger('Signing keys');
  private cursor: string | null = null;
  private reading: Promise<void> | null = null;
  private isWoken = false;
  /** Whether the listener must be called: for a change that it was not called for, or because its last call failed. */
  private isCallDue = true;
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
        if (this.isCallDue) await onChange();
        this.isCallDue = false;
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
      this.isCallDue ||= page.isGap || page.changes.some(({ kind }) => kind === 'keys_changed');
      if (page.isGap || page.changes.length < PAGE) return;
    }
  }
}
