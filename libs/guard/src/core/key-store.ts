import { authUnavailable } from '../errors.js';
import { BoundedMap } from './bounded-map.js';
import type { JwkSet, PublicJwk } from './authority.js';
import type { Clock } from './clock.js';
import { importJWK } from './jose.js';

export type VerificationKey = Awaited<ReturnType<typeof importJWK>>;

export interface KeyStoreOptions {
  readonly fetchKeys: () => Promise<JwkSet>;
  readonly clock: Clock;
  /** So long a key id that was looked for is known to be of no key. */
  readonly cooldownSeconds: number;
  /** After which held keys are fetched again, beside the request that noticed. */
  readonly maxAgeSeconds: number;
  /** Told which keys are held after each fetch. */
  readonly onKeys?: (kids: readonly string[]) => void;
  /** Told which announced keys the set lacks although it was fetched several times; none when it has them at last. */
  readonly onMissing?: (kids: readonly string[]) => void;
}

/** How long another instance may lag behind an announcement. */
const LAG_MS = 2000;
/** Between two fetches for key ids that nobody knows. */
const GUESS_EVERY_MS = 250;
const RETRY_AFTER_FAILURE_MS = 1000;
/** Key ids that are known to be of no key; a flood of them pushes out nothing else. */
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
 * The server's public keys. Held keys serve on when the server cannot be reached; without any, the answer is
 * "unavailable" and never "invalid".
 */
export class KeyStore {
  private keys = new Map<string, VerificationKey>();
  private retired = new Set<string>();
  private announced: { kids: ReadonlySet<string>; atMs: number } | null = null;
  private fetchedAt = -Infinity;
  private triedAt = -Infinity;
  private guessedAt = -Infinity;
  private readonly unknownUntilMs = new BoundedMap<string, number>(UNKNOWN_KIDS);
  /** A fetch that begins when the pause after the last one is over, for all that came meanwhile. */
  private next: Promise<void> | null = null;
  private waiting = 0;
  private lastTryFailed = false;
  private generation = 0;
  private running: Promise<void> | null = null;
  private isMissingTold = false;

  constructor(private readonly options: KeyStoreOptions) {}

  /** The key of this id, `undefined` when the server has none such. */
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

  /** The server says which keys exist: others are dropped at once, missing ones fetched. */
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
    // A set that cannot be fetched is another trouble.
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

  /** @throws Refusal `AUTH_UNAVAILABLE` when it could not be looked for */
  private noteUnknown(kid: string): undefined {
    if (this.keys.size === 0 || this.lastTryFailed) {
      throw authUnavailable('The keys of the authentication server could not be fetched');
    }
    this.unknownUntilMs.set(kid, this.options.clock() + this.options.cooldownSeconds * 1000);
  }

  /**
   * Anybody can invent key ids: however many they are, they cause one fetch in a while. Whose id came meanwhile waits for the next one,
   * so that a key which is new is never taken for an invention.
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
    // What runs already may have been answered before the key was made.
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
   * A key that was not announced is newer than the announcement, or one that an instance which lags behind still publishes. The second
   * must not stay: look again when no instance lags any more.
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
