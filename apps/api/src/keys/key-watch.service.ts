import { Injectable, Logger } from '@nestjs/common';
import { ChangeFeed } from '#api/changes';

const PAGE = 500;

/** Tells when any instance has changed the signing keys, shortly after its commit. */
@Injectable()
export class KeyWatch {
  private readonly log = new Logger('Signing keys');
  private cursor: string | null = null;
  private reading: Promise<void> | null = null;
  private isWoken = false;
  private stopListening: () => void = () => undefined;

  constructor(private readonly feed: ChangeFeed) {}

  /** Also calls when changes may have been missed. Errors of the listener are its own matter. */
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
        if (await this.hasKeysChanged()) await onChange();
      } catch (error) {
        this.log.debug(`Changes were not read: ${String(error)}`);
      }
    }
  }

  private async hasKeysChanged(): Promise<boolean> {
    if (this.cursor === null) {
      this.cursor = await this.feed.latestCursor();
      return true;
    }
    let hasChanged = false;
    for (;;) {
      const page = await this.feed.readAfter(this.cursor, PAGE);
      this.cursor = page.cursor;
      hasChanged ||= page.isGap || page.changes.some(({ kind }) => kind === 'keys_changed');
      if (page.isGap || page.changes.length < PAGE) return hasChanged;
    }
  }
}
