import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, type ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, newId } from '#libs/kernel';
import { UnitOfWork } from '#api/platform/changes';
import { sessionEnded } from '#api/sessions';
import { Users } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import type { ActingOwner } from '../factor-events.service.js';
import { tooManyFactors } from '../factors.errors.js';
import { FactorsStore } from '../factors.store.js';
import { displayTotp, type DisplayedTotp } from './displayed-totp.js';
import { TotpSecrets } from './totp-secrets.js';
import { TotpStore } from './totp.store.js';

const MOST = 5;
const DEFAULT_NAME = 'Authenticator app';

/** What the authenticator app is given; it is shown this once. */
export interface BegunEnrolment extends DisplayedTotp {
  readonly id: string;
}

/** A new authenticator app. */
interface NewTotp {
  readonly id: string;
  readonly secret: Buffer;
  readonly name: string;
}

/** Begins enrolments of authenticator apps. They count when they are confirmed. */
@Injectable()
export class BeginTotp {
  constructor(
    private readonly work: UnitOfWork,
    private readonly users: Users,
    private readonly proofs: FreshProofs,
    private readonly factors: FactorsStore,
    private readonly store: TotpStore,
    private readonly secrets: TotpSecrets,
    private readonly clock: Clock,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  /**
   * An unfinished enrolment of the account ends with a new one. An account has at most five authenticator apps.
   * @throws AppError `PROOF_REQUIRED`, `FACTOR_LIMIT_REACHED`, `SESSION_ENDED`
   */
  async begin(acting: ActingOwner, name: string = DEFAULT_NAME): Promise<BegunEnrolment> {
    const { userId } = acting.principal;
    const totp = { id: newId(), secret: this.secrets.create(), name };
    const account = await this.work.run(async ({ tx }) => {
      const user = await this.users.lock(tx, userId);
      if (!user?.isActive) throw sessionEnded();
      if ((await this.factors.count(tx, userId, 'totp')) >= MOST) throw tooManyFactors(MOST);
      await this.proofs.consume(tx, acting, 'add_factor');
      await this.factors.removeUnfinished(tx, userId, 'totp');
      await this.insert(tx, acting, totp);
      return user.email;
    });
    const displayed = await displayTotp(totp.secret, { issuer: this.core.appName, account });
    return { id: totp.id, ...displayed };
  }

  private async insert(tx: Tx, acting: ActingOwner, { id, secret, name }: NewTotp): Promise<void> {
    const { userId, sessionId } = acting.principal;
    await this.factors.insert(tx, {
      id,
      userId,
      type: 'totp',
      name,
      createdAt: this.clock.now(),
      confirmedAt: null,
      madeIn: sessionId,
      madeFrom: acting.client.ip,
    });
    await this.store.insert(tx, id, this.secrets.seal(secret, id));
  }
}
