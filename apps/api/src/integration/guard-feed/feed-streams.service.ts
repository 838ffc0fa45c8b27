import { Injectable, Inject, type OnModuleDestroy } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Counter } from 'prom-client';
import type { AppPrincipal, ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { AppError, Clock, isAppError, StreamPlaces, type PlaceRefusal } from '#libs/kernel';
import { Lifecycle, Metrics } from '#libs/operation';
import { AppTokenAuthentication } from '#api/app-tokens';
import { ChangeFeed } from '#api/platform/changes';
import { TokenIdentity } from '#api/signing-keys';
import { FeedStream, type FeedSource, type TokenLook } from './feed-stream.js';
import { FeedSnapshot, TokenFacts } from './feed-snapshot.service.js';
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

/** A request for the feed, with its token, which is checked again while the stream is open. */
export interface FeedRequest {
  readonly app: AppPrincipal;
  readonly token: string;
  readonly client: ClientInfo;
  readonly lastEventId: string | undefined;
}

/** The pause before a token is checked again after a check without a result. */
const LOOK_AGAIN_MS = 2000;

/** So many streams end at once while the process drains; the others follow in steps, so that not all guards reconnect at the same time. */
const ENDED_AT_ONCE = 50;
const NEXT_ENDED_AFTER_MS = 100;

/** The open streams of this process. They end when it drains, and the guards reconnect to another instance. */
@Injectable()
export class FeedStreams implements OnModuleDestroy {
  private isEnding = false;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly snapshot: FeedSnapshot,
    private readonly facts: TokenFacts,
    private readonly identity: TokenIdentity,
    private readonly tokens: AppTokenAuthentication,
    private readonly places: FeedPlaces,
    private readonly clock: Clock,
    lifecycle: Lifecycle,
  ) {
    lifecycle.onDraining(() => this.endInSteps());
  }

  onModuleDestroy(): void {
    this.isEnding = true;
    for (const stream of this.places) stream.end();
  }

  /**
   * While the process drains no stream starts: a guard reconnects at once, and its stream would delay the shutdown.
   * @throws AppError `SHUTTING_DOWN`, `TOO_MANY_STREAMS`
   */
  start(request: FeedRequest): Readable {
    if (this.isEnding) throw new AppError('SHUTTING_DOWN', { retryAfterSeconds: 1 });
    const { tokenId } = request.app;
    this.places.assertPlace(tokenId);
    const stream = new FeedStream(this.sourceOf(request));
    this.places.add(tokenId, stream);
    const out = stream.open(request.lastEventId);
    out.on('close', () => this.places.delete(tokenId, stream));
    return out;
  }

  private endInSteps(): void {
    this.isEnding = true;
    for (const stream of this.places.take(ENDED_AT_ONCE)) stream.end();
    if (this.places.size > 0) setTimeout(() => this.endInSteps(), NEXT_ENDED_AFTER_MS).unref();
  }

  private sourceOf({ app, token, client }: FeedRequest): FeedSource {
    return {
      feed: this.feed,
      issuer: this.identity.issuer,
      service: { id: app.service.id, name: app.service.name },
      tokenId: app.tokenId,
      tokenExpiresAt: app.expiresAt,
      context: (fresh) => this.facts.context(fresh),
      snapshot: () => this.snapshot.read(),
      lookAtToken: () => this.look(token, client),
    };
  }

  /** Only a refused token ends a stream: while the check has no result, the guard keeps its stream. */
  private async look(token: string, client: ClientInfo): Promise<TokenLook> {
    try {
      const { expiresAt } = await this.tokens.authenticateNow(token, client);
      const expiresInMs = expiresAt === null ? null : expiresAt.getTime() - this.clock.nowMs();
      return { isGood: true, expiresInMs };
    } catch (error) {
      const isRefused = isAppError(error) && error.entry.status === 401;
      return { isGood: !isRefused, expiresInMs: LOOK_AGAIN_MS };
    }
  }
}
