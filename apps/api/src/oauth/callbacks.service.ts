import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { SignInLedger } from '#api/auth';
import { FlowEndings, type CallbackOutcome } from './flow-endings.service.js';
import type { Flow } from './flow/flow.js';
import { ProviderJourney, type Brought } from './flow/provider-journey.service.js';

export interface Callback {
  readonly provider: string;
  readonly cookies: string | undefined;
  readonly brought: Brought;
  readonly client: ClientInfo;
}

/** Finishes what a flow was begun for, and keeps an account of each attempt. */
@Injectable()
export class Callbacks {
  constructor(
    private readonly journey: ProviderJourney,
    private readonly endings: FlowEndings,
    private readonly ledger: SignInLedger,
  ) {}

  /**
   * The flow that comes back, over from here on.
   * @throws AppError `PROVIDER_NOT_CONFIGURED`, `INVALID_OAUTH_STATE`
   */
  takeFlow({ provider, cookies, brought, client }: Callback): Promise<Flow> {
    const attempt = { method: provider, client };
    return this.ledger.attempt(attempt, () => this.journey.takeFlow(provider, cookies, brought));
  }

  async finish(flow: Flow, { brought, client }: Callback): Promise<CallbackOutcome> {
    const { provider, purpose } = flow;
    const attempt = { method: provider, client };
    const arriving = () => this.journey.arrive(flow, brought);
    const answer = await this.ledger.attempt(attempt, arriving);
    const introduction = { provider, answer, client };
    if (purpose.kind === 'link') return this.endings.finishLink(purpose, introduction);
    if (purpose.kind === 'proof') {
      const proving = { flow, purpose, answer, client };
      return this.ledger.attempt(attempt, () => this.endings.finishProof(proving));
    }
    return this.ledger.attempt(attempt, () => this.endings.finishSignIn(purpose, introduction));
  }
}
