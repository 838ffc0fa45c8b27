import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import {
  AccountFactors,
  UseFactor,
  type FactorShowing,
  type ShownFactor,
  type UsedFactor,
} from '#api/factors';
import { UnitOfWork } from '#api/platform/changes';
import { LoginBackOff } from '#api/protection/login-back-off';
import { sessionEnded } from '#api/sessions';
import { Devices } from '#api/sessions/devices';
import { Users } from '#api/users';
import { wrongFactor } from './auth.errors.js';
import { FactorGuesses } from './factor-guesses.service.js';

/** Who shows a factor, from where, and for which act. */
export interface OwnShowing {
  readonly principal: Pick<Principal, 'userId' | 'sessionId'>;
  /** The account whose factor it is, when it is another than that of the principal. */
  readonly accountId?: string;
  readonly shown: ShownFactor;
  readonly client: ClientInfo;
  readonly binding: FactorShowing['binding'];
}

/** A second factor of the signed-in user, for acts that an access token alone must not authorize. */
@Injectable()
export class OwnFactor {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly factors: AccountFactors,
    private readonly useFactor: UseFactor,
    private readonly devices: Devices,
    private readonly guesses: FactorGuesses,
    private readonly backOff: LoginBackOff,
    private readonly audit: Audit,
  ) {}

  /**
   * Does `act` in the transaction that uses the factor up, with the account locked: when it throws, the factor can be shown
   * again. Failures are counted for factors alone: who knows the password cannot take them back by it. A device that the account
   * knows has a count of its own.
   * @throws AppError `WRONG_FACTOR`, also for a type that the account has not; `RATE_LIMITED`, `SESSION_ENDED`
   */
  async use<T>(showing: OwnShowing, act: (tx: Tx, used: UsedFactor) => Promise<T>): Promise<T> {
    const userId = accountOf(showing);
    const device = this.devices.recognise(showing.client);
    const outcome = await this.backOff.during(await this.guesses.of(userId, device), () =>
      this.unitOfWork.run(async ({ tx }) => {
        const user = await this.users.lock(tx, userId);
        if (!user?.isActive) throw sessionEnded();
        const used = await this.verify(tx, showing);
        if (used) return { isProven: true, result: await act(tx, used) } as const;
        await this.recordWrong(tx, showing);
        return { isProven: false } as const;
      }),
    );
    if (!outcome.isProven) throw wrongFactor(showing.shown.type);
    return outcome.result;
  }

  /** The account is locked by the caller. */
  private async verify(tx: Tx, showing: OwnShowing): Promise<UsedFactor | null> {
    const userId = accountOf(showing);
    const { shown, client, binding } = showing;
    const offered = await this.factors.list(tx, userId);
    if (!offered.some(({ type }) => type === shown.type)) return null;
    return this.useFactor.verify(tx, { userId, shown, client, binding });
  }

  private recordWrong(tx: Tx, showing: OwnShowing): Promise<void> {
    const { principal, shown, client } = showing;
    const { userId, sessionId } = principal;
    return this.audit.record(tx, {
      type: 'user.factor_asked',
      outcome: 'refused',
      actor: { kind: 'user', id: userId, sessionId },
      target: { kind: 'user', id: accountOf(showing) },
      code: 'WRONG_FACTOR',
      client,
      details: { type: shown.type },
    });
  }
}

const accountOf = ({ accountId, principal }: OwnShowing): string => accountId ?? principal.userId;
