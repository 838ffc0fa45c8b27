import { deriveKey, equalsConstantTime, hmacSha256 } from '#libs/kernel';

/** What is hashed of an event, as PostgreSQL writes it: every column, in a fixed order. */
export type EventContent = readonly (string | null)[];

/** Its columns, in this order. */
export const EVENT_COLUMNS = [
  'id',
  'created_at',
  'type',
  'outcome',
  'actor_kind',
  'actor_id',
  'actor_session_id',
  'actor_token_id',
  'target_kind',
  'target_id',
  'code',
  'ip',
  'user_agent',
  'request_id',
  'details',
] as const;

/** Where the outcome stands in it. */
export const OUTCOME = 3;

/** A link without its hash. */
export interface Link {
  readonly number: number;
  readonly eventId: string;
  readonly eventHash: Buffer;
  readonly sealedAt: Date;
}

/** The newest link. */
export interface Head {
  readonly number: number;
  readonly hash: Buffer;
  /** The day (UTC) on which it was made. */
  readonly day: string;
}

/** The head as it is stored. */
export type SignedHead = Head & { readonly mac: Buffer; readonly keyId: string | null };

/**
 * A link from which a check may begin: all up to it is gone (`retired`), or was sealed under the secret of
 * before (`begun`).
 */
export interface Mark extends Head {
  readonly kind: 'retired' | 'begun';
  readonly madeAt: Date;
  readonly madeBy: 'operator' | 'system';
  readonly keyId: string;
}

export type SignedMark = Mark & { readonly mac: Buffer };

export const GENESIS: Buffer = Buffer.alloc(32);

/** The day of a moment, in UTC. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/**
 * The hashes of the chain, keyed with the server's secret: an attacker who can write to the database, but does
 * not have the secret, cannot make a link that fits.
 */
export class AuditSeals {
  /** Tells one secret from another, and nothing of either. */
  readonly keyId: string;
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = deriveKey(secret, 'audit-chain');
    this.keyId = this.hash('key id', '').toString('hex').slice(0, 16);
  }

  /** `null` stands for an event that was gone before it could be sealed. */
  ofEvent(content: EventContent | null): Buffer {
    return this.hash('event', content);
  }

  ofLink({ number, eventId, eventHash, sealedAt }: Link, before: Buffer): Buffer {
    const parts = [number, before.toString('hex'), eventId, eventHash.toString('hex')];
    return this.hash('link', [...parts, sealedAt.toISOString()]);
  }

  ofHead({ number, hash, day }: Head): Buffer {
    return this.hash('head', [number, hash.toString('hex'), day]);
  }

  isOurs(head: Head & { readonly mac: Buffer }): boolean {
    return equalsConstantTime(this.ofHead(head), head.mac);
  }

  signHead(head: Head): SignedHead {
    return { ...head, mac: this.ofHead(head), keyId: this.keyId };
  }

  signMark(mark: Omit<Mark, 'keyId'>): SignedMark {
    const ours = { ...mark, keyId: this.keyId };
    return { ...ours, mac: this.ofMark(ours) };
  }

  isOurMark(mark: SignedMark): boolean {
    return equalsConstantTime(this.ofMark(mark), mark.mac);
  }

  /** Whether it says that it was made under another secret. */
  isForeign({ keyId }: { readonly keyId: string | null }): boolean {
    return keyId !== null && keyId !== this.keyId;
  }

  private ofMark({ kind, number, hash, day, madeAt, madeBy, keyId }: Mark): Buffer {
    const parts = [kind, number, hash.toString('hex'), day, madeAt.toISOString(), madeBy, keyId];
    return this.hash('mark', parts);
  }

  private hash(kind: string, value: unknown): Buffer {
    return hmacSha256(this.key, JSON.stringify([kind, value]));
  }
}
