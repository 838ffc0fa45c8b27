import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { FactorType } from './factor.entity.js';
import type { FactorDto } from './factors.dto.js';
import type { ListedFactor } from './factors.store.js';

/** The fields of a listed factor that every kind has. */
type CommonField = 'id' | 'type' | 'name' | 'created_at' | 'last_used_at' | 'confirmed_at';

/** The fields that only one kind of factor has. */
export type FactorDetail = Partial<Omit<FactorDto, CommonField>>;

/** A factor with the fields that only its kind has. */
export type DetailedFactor = ListedFactor & { readonly detail: FactorDetail };

export type ReadFactorDetail = (tx: Tx, factorId: string) => Promise<FactorDetail>;

/** Adds to a listed factor the fields of its kind: each kind declares how to read its own. */
@Injectable()
export class FactorDetails {
  private readonly declared = new Map<FactorType, ReadFactorDetail>();

  /** @throws Error when the kind has declared its fields already */
  declare(type: FactorType, read: ReadFactorDetail): void {
    if (this.declared.has(type)) throw new Error(`Two details of ${type}`);
    this.declared.set(type, read);
  }

  async read(tx: Tx, { id, type }: { readonly id: string; readonly type: FactorType }) {
    return (await this.declared.get(type)?.(tx, id)) ?? {};
  }
}
