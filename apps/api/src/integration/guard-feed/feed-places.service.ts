import { Inject, Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { ConfigOf } from '#libs/config';
import { AppError, StreamPlaces, type PlaceRefusal } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import type { FeedStream } from './feed-stream.js';
import { guardFeedConfig } from './guard-feed.config.js';

/** The Retry-After of a refused stream. */
const REFUSED_FOR_SECONDS = 30;

/** Limits the streams that guards hold open in this process. */
@Injectable()
export class FeedPlaces extends StreamPlaces<FeedStream> {
  private readonly refusals: Counter<'cap'>;

  constructor(
    @Inject(guardFeedConfig.KEY) private readonly caps: ConfigOf<typeof guardFeedConfig>,
    metrics: Metrics,
  ) {
    super(caps.streamsPerToken, caps.streamsMax);
    metrics.gauge(
      'gatehouse_feed_streams',
      'Guards that follow the change feed of this process',
      () => this.size,
    );
    this.refusals = metrics.counter(
      'gatehouse_feed_streams_refused_total',
      'Streams of the feed that were refused because the application token, or this instance, has as many as it may',
      ['cap'],
    );
  }

  /** @throws AppError `TOO_MANY_STREAMS` */
  assertPlace(tokenId: string): void {
    const cap = this.refusalOf(tokenId);
    if (cap) throw this.tooMany(cap);
  }

  private tooMany(cap: PlaceRefusal): AppError {
    this.refusals.inc({ cap: cap === 'holder' ? 'token' : cap });
    const { streamsPerToken } = this.caps;
    const detail =
      cap === 'holder'
        ? `This application token has ${streamsPerToken} streams open here, as many as it may. Close some, or ask the operator to raise FEED_STREAMS_PER_TOKEN.`
        : 'This instance has as many streams open as it may. Try again shortly, or ask the operator to raise FEED_STREAMS_MAX.';
    return new AppError('TOO_MANY_STREAMS', { detail, retryAfterSeconds: REFUSED_FOR_SECONDS });
  }
}
