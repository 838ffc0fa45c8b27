import { deriveKey, equalsConstantTime, hmacSha256 } from '#libs/kernel';
import type { AuditHeadEntity, AuditMarkEntity, AuditSealEntity } from './audit-chain.entity.js';

/** The hashed content of an event, as PostgreSQL writes it: every column, in a fixed order. */
export type EventContent = readonly (string | null)[];

/** The columns of `EventContent`, in its order. */
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

/** The index of the outcome in `EventContent`. */
export const OUTCOME = 3;

/** A row whose number is a number: the driver answers `bigint` as text. */
export type Numbered<T extends { number: string }> = Readonly<Omit<T, 'number'>> & {
  readonly number: number;
};

/** A seal as it is stored. */
export type Seal = Numbered<AuditSealEntity>;

/** A link without its hash. */
export type Link = Omit<Seal, 'hash' | 'keyId'>;

/** A seal with the present content of its event; `null` when the event is gone. */
export type SealedEvent = Seal & { readonly content: EventContent | null };

/** The head as it is stored. */
export type SignedHead = Omit<Numbered<AuditHeadEntity>, 'id'>;

/** The newest link, and the day (UTC) on which it was made. */
export type Head = Pick<SignedHead, 'number' | 'hash' | 'day'>;

/** A mark as it is stored. */
export type SignedMark = Numbered<AuditMarkEntity>;

export type Mark = Omit<SignedMark, 'mac'>;

export const GENESIS: Buffer = Buffer.alloc(32);

/**
 * The hashes of the chain, keyed with the server's secret: an attacker who can write to the database, but does
 * not have the secret, cannot make a valid link.
 */
export class AuditSeals {
  /** Identifies the secret without revealing it. */
  readonly keyId: string;
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = deriveKey(secret, 'audit-chain');
    this.keyId = this.hash('key id', '').toString('hex').slice(0, 16);
  }

  /** @param content `null` for an event that was deleted before it was sealed */
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

  /** Whether the row names another secret than the present one. */
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
