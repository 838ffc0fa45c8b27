import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { IdentitiesStore } from './identities.store.js';
import type { Identity, IdentityKey, IdentityUse, NewIdentity } from './identity.js';

/** The identities at providers that are linked to accounts: each can sign in to its account. */
@Injectable()
export class LinkedIdentities {
  constructor(private readonly store: IdentitiesStore) {}

  find(tx: Tx, key: IdentityKey): Promise<Identity | null> {
    return this.store.find(tx, key);
  }

  findById(tx: Tx, id: string): Promise<Identity | null> {
    return this.store.findById(tx, id);
  }

  listOfUser(tx: Tx, userId: string): Promise<Identity[]> {
    return this.store.listOfUser(tx, userId);
  }

  /** The names of the providers of the account's identities, each once. */
  listProviders(tx: Tx, userId: string): Promise<string[]> {
    return this.store.listProviders(tx, userId);
  }

  /** `null` when the identity is linked to an account already. Of many calls at once, one succeeds. */
  add(tx: Tx, identity: NewIdentity): Promise<Identity | null> {
    return this.store.insert(tx, identity);
  }

  /** Records a sign-in by the identity; `false` when it is no longer linked to this account. */
  noteUse(tx: Tx, identity: Pick<Identity, 'id' | 'userId'>, use: IdentityUse): Promise<boolean> {
    return this.store.touch(tx, identity, use);
  }

  /** The provider's tokens, encrypted; `null` when none are stored. */
  findSealedTokens(tx: Tx, id: string): Promise<Buffer | null> {
    return this.store.findTokens(tx, id);
  }

  /** Whether this call has removed it. */
  remove(tx: Tx, id: string): Promise<boolean> {
    return this.store.delete(tx, id);
  }

  /** Removes those of the account that are among `ids`, and answers which they were. */
  removeSome(tx: Tx, userId: string, ids: readonly string[]): Promise<string[]> {
    return this.store.deleteSome(tx, userId, ids);
  }

  /** Removes all of the account, and answers how many there were. */
  removeAll(tx: Tx, userId: string): Promise<number> {
    return this.store.deleteOfUser(tx, userId);
  }
}
