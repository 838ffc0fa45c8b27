import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { ValidatedCaches } from '#api/platform/changes';
import { ServiceCallersStore } from './service-callers.store.js';

/** What a token's service may do at another one. */
export type Standing =
  | { readonly kind: 'own' }
  | { readonly kind: 'granted'; readonly scopes: readonly string[] }
  | { readonly kind: 'none' };

/** Which of a token's scopes hold at which service. */
@Injectable()
export class Standings {
  constructor(
    private readonly database: Database,
    private readonly store: ServiceCallersStore,
    private readonly caches: ValidatedCaches,
  ) {}

  /** Not from a cache: a guard may ask after a change before this instance has the change's marker. */
  async of(callerId: string, serviceId: string): Promise<Standing> {
    if (callerId === serviceId) return { kind: 'own' };
    const { database, store } = this;
    const find = () => store.findScopes(database.checks, { serviceId, callerId });
    const scopes = await this.caches.within('tokens', find);
    return scopes === null ? { kind: 'none' } : { kind: 'granted', scopes };
  }
}

/** A token narrows what its service was granted, and a grant what the token was minted with. */
export function scopesHeld(minted: readonly string[], standing: Standing): string[] {
  if (standing.kind === 'own') return [...minted];
  if (standing.kind === 'none') return [];
  return minted.filter((scope) => standing.scopes.includes(scope));
}
