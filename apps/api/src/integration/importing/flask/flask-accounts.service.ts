import { Injectable } from '@nestjs/common';
import { isPersonName, normaliseEmail } from '#libs/kernel';
import { EndSessions } from '#api/sessions';
import { OneTimeTokens } from '#api/users';
import { AccountsImportStore } from '../accounts.store.js';
import { isVerifiableHash, type ImportedAccount } from '../to-account.js';
import { FlaskAccountsStore, type KnownAccount } from './flask-accounts.store.js';
import type { FlaskRun } from './ledger.js';
import { inBatches, type OriginalUser } from './original.js';
import { noticeNewId, wantedIds } from './ids-and-names.js';

/** The users of the original with one address; the first is kept. */
type Group = [OriginalUser, ...OriginalUser[]];

/** The account here for an address: `madeId` if it was created, `known` if it existed. */
interface Place {
  readonly madeId: string | null;
  readonly known: KnownAccount | null;
  readonly account: ImportedAccount;
}

/** Whether the roles and providers of the user may go to the account of the same address. */
const isTrusted = (user: OriginalUser): boolean => user.is_active && user.is_email_verified;

/** Imports the accounts. Addresses that differ only in case become one account. */
@Injectable()
export class FlaskAccounts {
  constructor(
    private readonly store: FlaskAccountsStore,
    private readonly accounts: AccountsImportStore,
    private readonly sessions: EndSessions,
    private readonly tokens: OneTimeTokens,
  ) {}

  /** Answers the ids of the original users whose roles and providers may be imported. */
  async move(run: FlaskRun): Promise<ReadonlySet<number>> {
    const entitled = new Set<number>();
    const wanted = wantedIds(run.original.users);
    await inBatches([...groupByAddress(run)], async (groups) => {
      const accounts = new Map(
        groups.map(([canonical, [first]]) => {
          const wantedId = wanted.get(first.id);
          const imported = toImported(run, canonical, first);
          return [canonical, { ...imported, ...(wantedId !== undefined && { wantedId }) }];
        }),
      );
      const places = await this.makePlaces(run, accounts);
      for (const [canonical, [first, ...others]] of groups) {
        const isMade = await this.place(run, first, places(canonical));
        if (isMade || isTrusted(first)) entitled.add(first.id);
        for (const other of others) this.join(run, first, other, entitled);
      }
    });
    return entitled;
  }

  /** Creates the accounts whose address is free; answers the account of each address. */
  private async makePlaces(
    { unit: { tx }, now }: FlaskRun,
    accounts: ReadonlyMap<string, ImportedAccount>,
  ): Promise<(canonical: string) => Place> {
    const made = await this.accounts.insertFree(tx, [...accounts.values()], now);
    const others = [...accounts.keys()].filter((canonical) => !made.has(canonical));
    const known = await this.store.findAccounts(tx, others);
    return (canonical) => {
      const account = accounts.get(canonical);
      const place = { madeId: made.get(canonical) ?? null, known: known.get(canonical) ?? null };
      if (!account || (place.madeId === null && place.known === null)) {
        throw new Error('An account was deleted while its original was moved in: try again');
      }
      return { ...place, account };
    };
  }

  /** Settles one user. Answers whether the account was created or taken over, and not merely joined. */
  private async place(
    run: FlaskRun,
    user: OriginalUser,
    { madeId, known, account }: Place,
  ): Promise<boolean> {
    const { unit, ledger, now } = run;
    if (madeId !== null || known === null) {
      settle(run, user, 'created', madeId ?? '');
      return true;
    }
    settle(run, user, 'joined', known.id);
    if (known.isEmailVerified || !user.is_email_verified) {
      const roles = isTrusted(user)
        ? 'it gets the roles'
        : 'it gets no roles, for there it is inactive or unverified';
      ledger.notice(
        'user',
        user.id,
        'its address has an account here',
        `that one stays as it is, with its password; ${roles}`,
      );
      return false;
    }
    await this.store.takeOver(unit.tx, known.id, account, now);
    await this.tokens.cancelAll(unit.tx, known.id);
    await this.sessions.endAll(unit, { userId: known.id, reason: 'account_taken_over' });
    unit.changed({ kind: 'user_changed', userId: known.id, data: { is_active: account.isActive } });
    ledger.notice(
      'user',
      user.id,
      'its address has an account here that was never verified',
      'that one becomes the original’s: its password and sessions are gone',
    );
    return true;
  }

  private join(
    run: FlaskRun,
    kept: OriginalUser,
    other: OriginalUser,
    entitled: Set<number>,
  ): void {
    const { ledger } = run;
    settle(run, other, 'joined', ledger.find('user', kept.id) ?? '');
    const isJoined = isTrusted(other);
    if (isJoined) entitled.add(other.id);
    const what = isJoined
      ? 'its roles and providers go there'
      : 'inactive or unverified, it brings no roles';
    ledger.notice(
      'user',
      other.id,
      `its address is that of user ${kept.id} in another form`,
      `joined with it: the password is that of user ${kept.id}; ${what}`,
    );
  }
}

function settle(
  { ledger }: FlaskRun,
  user: OriginalUser,
  outcome: 'created' | 'joined',
  id: string,
): void {
  ledger.settle('user', user.id, outcome, id);
  ledger.settlePublicId('user', user.public_id, id);
  if (outcome === 'created') noticeNewId(ledger, 'user', user, id);
}

/** Groups the users by canonical address. The first of a group is kept: verified before unverified, then active, then last seen. */
function groupByAddress({ original, ledger }: FlaskRun): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const user of original.users) {
    const canonical = normaliseEmail(user.email ?? '')?.canonical;
    if (canonical === undefined)
      ledger.leaveOut('user', user.id, 'its address is none that mail can reach');
    else {
      const group = groups.get(canonical);
      if (group) group.push(user);
      else groups.set(canonical, [user]);
    }
  }
  for (const users of groups.values()) users.sort((a, b) => rank(b) - rank(a) || seen(b) - seen(a));
  return groups;
}

const rank = (user: OriginalUser): number =>
  (user.is_email_verified ? 2 : 0) + (user.is_active ? 1 : 0);
const seen = ({ last_login: lastLogin }: OriginalUser): number => lastLogin?.getTime() ?? 0;

function toImported({ ledger }: FlaskRun, canonical: string, user: OriginalUser): ImportedAccount {
  const hash = user.password !== null && isVerifiableHash(user.password) ? user.password : null;
  if (user.password !== null && user.password !== '' && hash === null) {
    ledger.notice(
      'user',
      user.id,
      'its password is no bcrypt hash',
      'moved without a password: its owner resets it',
    );
  }
  const nameOf = (name: string | null): string | null => {
    if (name === null || name === '' || isPersonName(name)) return name === '' ? null : name;
    ledger.notice('user', user.id, 'a name is not acceptable here', 'moved without it');
    return null;
  };
  return {
    email: user.email?.trim() ?? '',
    emailCanonical: canonical,
    password: hash,
    firstName: nameOf(user.first_name),
    lastName: nameOf(user.last_name),
    locale: null,
    isActive: user.is_active,
    isEmailVerified: user.is_email_verified,
    createdAt: user.created_at,
    lastLogin: user.last_login,
  };
}
