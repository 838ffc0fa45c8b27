import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { SignInAudit } from '#api/auth';
import { FlowEndings, type CallbackOutcome } from './flow-endings.service.js';
import type { Flow } from './flow/flow.js';
import { AuthorizationFlow, type CallbackParameters } from './flow/authorization-flow.service.js';

export interface Callback {
  readonly provider: string;
  readonly cookies: string | undefined;
  readonly shown: CallbackParameters;
  readonly client: ClientInfo;
}

/** Finishes what a flow was begun for, and keeps an account of each attempt. */
@Injectable()
export class Callbacks {
  constructor(
    private readonly authorization: AuthorizationFlow,
    private readonly endings: FlowEndings,
    private readonly signInAudit: SignInAudit,
  ) {}

  /**
   * The flow that comes back, over from here on.
   * @throws AppError `PROVIDER_NOT_CONFIGURED`, `INVALID_OAUTH_STATE`
   */
  takeFlow({ provider, cookies, shown, client }: Callback): Promise<Flow> {
    const attempt = { method: provider, client };
    return this.signInAudit.attempt(attempt, () =>
      this.authorization.takeFlow(provider, cookies, shown),
    );
  }

  async finish(flow: Flow, { shown, client }: Callback): Promise<CallbackOutcome> {
    const { provider, purpose } = flow;
    const attempt = { method: provider, client };
    const arriving = () => this.authorization.finish(flow, shown);
    const answer = await this.signInAudit.attempt(attempt, arriving);
    const providerLogin = { provider, answer, client };
    if (purpose.kind === 'link') return this.endings.finishLink(purpose, providerLogin);
    if (purpose.kind === 'proof') {
      const proving = { flow, purpose, answer, client };
      return this.signInAudit.attempt(attempt, () => this.endings.finishProof(proving));
    }
    return this.signInAudit.attempt(attempt, () =>
      this.endings.finishSignIn(purpose, providerLogin),
    );
  }
}
