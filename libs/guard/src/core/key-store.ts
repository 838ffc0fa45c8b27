import { authUnavailable } from '../errors.js';
import { BoundedMap } from './bounded-map.js';
import type { JwkSet, PublicJwk } from './authority.js';
import type { Clock } from './clock.js';
import { importJWK } from './jose.js';

export type VerificationKey = Awaited<ReturnType<typeof importJWK>>;

export interface KeyStoreOptions {
  readonly fetchKeys: () => Promise<JwkSet>;
  readonly clock: Clock;
  /** How long a key id without a key is remembered as unknown. */
  readonly cooldownSeconds: number;
  /** Age after which held keys are fetched again in the background. */
  readonly maxAgeSeconds: number;
  /** Called with the held key ids after each fetch. */
  readonly onKeys?: (kids: readonly string[]) => void;
  /** Called with the announced key ids that the set still lacks after several fetches; with none when it has them. */
  readonly onMissing?: (kids: readonly string[]) => void;
}

/** How long another instance may be behind an announcement. */
const LAG_MS = 2000;
/** Minimum time between two fetches for unknown key ids. */
const GUESS_EVERY_MS = 250;
const RETRY_AFTER_FAILURE_MS = 1000;
/** Maximum number of remembered unknown key ids; a flood of them evicts nothing else. */
const UNKNOWN_KIDS = 1000;
const MAX_WAITING = 1000;
const PATIENCE_MS = [0, 200, 400, 800, 1600];

const isSigningKey = (jwk: PublicJwk): jwk is PublicJwk & { kid: string; x: string; y: string } =>
  typeof jwk === 'object' &&
  jwk !== null &&
  jwk.kty === 'EC' &&
  jwk.crv === 'P-256' &&
  (jwk.alg ?? 'ES256') === 'ES256' &&
  (jwk.use ?? 'sig') === 'sig' &&
  [jwk.kid, jwk.x, jwk.y].every((member) => typeof member === 'string');

/**
 * The server's public keys. Held keys are used while the server cannot be reached; without any key, tokens are refused
 * as unavailable, never as invalid.
 */
export class KeyStore {
  private keys = new Map<string, VerificationKey>();
  private retired = new Set<string>();
  private announced: { kids: ReadonlySet<string>; atMs: number } | null = null;
  private fetchedAt = -Infinity;
  private triedAt = -Infinity;
  private guessedAt = -Infinity;
  private readonly unknownUntilMs = new BoundedMap<string, number>(UNKNOWN_KIDS);
  /** The next fetch for all look-ups that came since the last one; it starts after the minimum time. */
  private next: Promise<void> | null = null;
  private waiting = 0;
  private lastTryFailed = false;
  private generation = 0;
  private running: Promise<void> | null = null;
  private isMissingTold = false;

  constructor(private readonly options: KeyStoreOptions) {}

  /** The key with this id; `undefined` if the server has none. */
  async find(kid: string): Promise<VerificationKey | undefined> {
    const key = this.keys.get(kid);
    if (key) {
      if (this.isOlderThan(this.options.maxAgeSeconds)) void this.refresh().catch(() => undefined);
      return key;
    }
    const isRefused = this.retired.has(kid) || this.isUnknown(kid);
    return isRefused && this.keys.size > 0 ? undefined : this.look(kid);
  }

  private async look(kid: string): Promise<VerificationKey | undefined> {
    await this.refreshForUnknown();
    return this.keys.get(kid) ?? this.noteUnknown(kid);
  }

  /** Fetches the keys if none are held yet; never throws. */
  async prepare(): Promise<void> {
    if (this.keys.size === 0) await this.refresh().catch(() => undefined);
  }

  /** Applies the server's list of key ids: others are dropped at once, missing ones are fetched. */
  async announce(kids: readonly string[]): Promise<void> {
    const known = new Set(kids);
    this.generation += 1;
    this.announced = { kids: known, atMs: this.options.clock() };
    for (const kid of this.keys.keys()) if (!known.has(kid)) this.retire(kid);
    for (const kid of known) this.retired.delete(kid);
    const { generation } = this;
    for (const waitMs of PATIENCE_MS) {
      if (generation !== this.generation || kids.every((kid) => this.keys.has(kid))) return;
      await pause(waitMs);
      await this.refresh().catch(() => undefined);
    }
    // A failed fetch is reported as another problem.
    if (generation === this.generation && !this.lastTryFailed) this.tellMissing();
  }

  get hasKeys(): boolean {
    return this.keys.size > 0;
  }

  private tellMissing(): void {
    const missing = [...(this.announced?.kids ?? [])].filter((kid) => !this.keys.has(kid));
    if (missing.length === 0 && !this.isMissingTold) return;
    this.isMissingTold = missing.length > 0;
    this.options.onMissing?.(missing);
  }

  private retire(kid: string): void {
    this.keys.delete(kid);
    if (this.retired.size < 1000) this.retired.add(kid);
  }

  private isOlderThan(seconds: number): boolean {
    return this.options.clock() - this.fetchedAt > seconds * 1000 && !this.failedJustNow();
  }

  private failedJustNow(): boolean {
    return this.lastTryFailed && this.options.clock() - this.triedAt < RETRY_AFTER_FAILURE_MS;
  }

  private isUnknown(kid: string): boolean {
    return this.options.clock() < (this.unknownUntilMs.get(kid) ?? 0);
  }

  /** @throws Refusal `AUTH_UNAVAILABLE` if the keys could not be fetched */
  private noteUnknown(kid: string): undefined {
    if (this.keys.size === 0 || this.lastTryFailed) {
      throw authUnavailable('The keys of the authentication server could not be fetched');
    }
    this.unknownUntilMs.set(kid, this.options.clock() + this.options.cooldownSeconds * 1000);
  }

  /**
   * Any caller can invent key ids, so unknown ids cause at most one fetch per interval. Look-ups in between wait for
   * the next fetch, so that a new key is never taken for an invented one.
   * @throws Refusal `AUTH_UNAVAILABLE` when too many wait
   */
  private async refreshForUnknown(): Promise<void> {
    if (this.keys.size === 0) {
      if (!this.running && this.failedJustNow()) return;
      return this.refresh().catch(() => undefined);
    }
    if (this.failedJustNow()) return;
    if (this.waiting >= MAX_WAITING) throw authUnavailable('Too many unknown keys are asked for');
    this.waiting += 1;
    try {
      await (this.next ??= this.fetchNext());
    } finally {
      this.waiting -= 1;
    }
  }

  private async fetchNext(): Promise<void> {
    const pauseMs = this.guessedAt + GUESS_EVERY_MS - this.options.clock();
    if (pauseMs > 0) await pause(Math.min(pauseMs, GUESS_EVERY_MS));
    // A running fetch may have been answered before the key was created.
    await this.running?.catch(() => undefined);
    this.guessedAt = this.options.clock();
    this.next = null;
    await this.refresh().catch(() => undefined);
  }

  private refresh(): Promise<void> {
    this.running ??= this.fetch().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async fetch(): Promise<void> {
    this.triedAt = this.options.clock();
    try {
      let generation: number;
      let fetched: Map<string, VerificationKey>;
      do {
        generation = this.generation;
        fetched = await importAll(await this.options.fetchKeys());
      } while (generation !== this.generation);
      this.keys = new Map([...fetched].filter(([kid]) => !this.retired.has(kid)));
      this.fetchedAt = this.options.clock();
      this.lastTryFailed = false;
      this.options.onKeys?.([...this.keys.keys()]);
      if (this.isMissingTold) this.tellMissing();
      this.confirmUnannounced();
    } catch (error) {
      this.lastTryFailed = true;
      throw error;
    }
  }

  /**
   * A key that was not announced is either newer than the announcement, or still published by an instance that lags
   * behind. The latter must not stay, so the keys are fetched again after the lag.
   */
  private confirmUnannounced(): void {
    const { announced } = this;
    if (!announced || this.options.clock() - announced.atMs > LAG_MS) return;
    if ([...this.keys.keys()].every((kid) => announced.kids.has(kid))) return;
    void pause(LAG_MS).then(() => this.refresh().catch(() => undefined));
  }
}

async function importAll(set: JwkSet): Promise<Map<string, VerificationKey>> {
  const usable = set.keys.filter(isSigningKey);
  if (usable.length === 0) throw new Error('The key set has no ES256 key');
  const entries = usable.map(async ({ kid, x, y }) => {
    const key = await importJWK({ kty: 'EC', crv: 'P-256', x, y, alg: 'ES256' }, 'ES256');
    return [kid, key] as const;
  });
  return new Map(await Promise.all(entries));
}

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref();
  });
