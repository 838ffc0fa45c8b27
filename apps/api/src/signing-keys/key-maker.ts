import { Injectable } from '@nestjs/common';
import { Audit, type Actor } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { Clock } from '#libs/kernel';
import { describeKeys, publishedTerms } from './key-life.js';
import { KeyVault } from './key-vault.js';
import type { Rotation } from './signing-keys.js';
import { SigningKeysStore } from './signing-keys.store.js';

export interface NewKeyRequest {
  readonly actor: Actor;
  /** For how long it is published before it signs. */
  readonly waitSeconds: number;
  /** The keys that it replaces at once. */
  readonly revoked: readonly string[];
}

/** Makes a signing key, tells the other instances and records it, all in one transaction. */
@Injectable()
export class KeyMaker {
  constructor(
    private readonly store: SigningKeysStore,
    private readonly vault: KeyVault,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async make(unit: Unit, { actor, waitSeconds, revoked }: NewKeyRequest): Promise<Rotation> {
    const createdAt = this.clock.now();
    const activatesAt = new Date(createdAt.getTime() + waitSeconds * 1000);
    const { id, ...rest } = this.vault.create({ createdAt, activatesAt });
    await this.store.insert(unit.tx, { id, ...rest });
    const rows = await this.store.list(unit.tx);
    const kids = publishedTerms(rows, createdAt.getTime()).map(({ key }) => key.id);
    unit.changed({ kind: 'keys_changed', data: { kids } });
    await this.audit.record(unit.tx, {
      type: revoked.length > 0 ? 'signing_keys.replaced' : 'signing_keys.rotated',
      outcome: 'success',
      actor,
      target: { kind: 'signing_key', id },
      details: { activates_at: activatesAt.toISOString(), revoked },
    });
    const key = describeKeys(rows, createdAt.getTime()).find((info) => info.id === id);
    return { key: key!, created: true, revoked };
  }
}
