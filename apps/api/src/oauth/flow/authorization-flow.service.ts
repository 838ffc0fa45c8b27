import { Injectable, Logger } from '@nestjs/common';
import { Clock, randomToken, type AppError } from '#libs/kernel';
import { causeWords } from '../calls/cause-words.js';
import { ProviderCalls } from '../calls/provider-calls.service.js';
import { invalidState } from '../oauth.errors.js';
import type { FlowRequest, ProviderAnswer } from '../providers/provider-answer.js';
import type { Provider } from '../providers/provider.js';
import { Providers, type StrategyOutcome } from '../providers/providers.service.js';
import { FlowCookies } from './flow-cookies.service.js';
import { FLOW_SECONDS, type Flow, type Purpose } from './flow.js';
import { cureOf } from '../calls/provider-call-error.js';
import { callbackRefusal, providerFault } from './callback-refusal.js';
import { withParameters } from './redirect-uris.js';
import { UsedStates } from './used-states.service.js';

/** The redirect to the provider. */
export interface AuthorizationRedirect {
  readonly location: string;
  /** `Set-Cookie` lines. */
  readonly cookies: readonly string[];
}

/** The parameters of the callback. */
export type CallbackParameters = Readonly<Record<string, string>>;

/** Redirects browsers to providers and verifies their callbacks. */
@Injectable()
export class AuthorizationFlow {
  private readonly log = new Logger(AuthorizationFlow.name);

  constructor(
    private readonly providers: Providers,
    private readonly calls: ProviderCalls,
    private readonly cookies: FlowCookies,
    private readonly states: UsedStates,
    private readonly clock: Clock,
  ) {}

  /**
   * @param header the `Cookie` of the request: open flows of this browser stay
   * @throws AppError `PROVIDER_NOT_CONFIGURED`, `PROVIDER_MISCONFIGURED`, `PROVIDER_FAILED`, `PROVIDER_UNAVAILABLE`,
   * `PROVIDER_TIMEOUT`, `VALIDATION_FAILED`
   */
  async start(
    name: string,
    header: string | undefined,
    purpose: Purpose,
  ): Promise<AuthorizationRedirect> {
    const provider = this.providers.get(name);
    const flow: Flow = {
      provider: name,
      purpose,
      state: randomToken(),
      nonce: randomToken(),
      expiresAtMs: this.clock.nowMs() + FLOW_SECONDS * 1000,
      session: {},
    };
    const outcome = await this.authenticate(provider, flow, {});
    if (outcome.location === undefined) throw invalidState();
    const cookies = this.cookies.write(header, flow, provider.answersByForm ?? false);
    return { location: locationOf(outcome.location, purpose, provider), cookies };
  }

  /**
   * The flow of a callback, whose state is used up, however the flow ends: of many callbacks of one flow, one gets it. While
   * the database is unavailable nothing is used up.
   * @throws AppError `PROVIDER_NOT_CONFIGURED`, `INVALID_OAUTH_STATE`
   */
  async takeFlow(
    name: string,
    header: string | undefined,
    shown: CallbackParameters,
  ): Promise<Flow> {
    this.providers.get(name);
    const { state } = shown;
    return this.states.consume(this.cookies.find(header, state, name), state);
  }

  /**
   * The user as the provider identified them.
   * @throws AppError `PROVIDER_REFUSED`, `PROVIDER_ANSWER_INVALID` and those of `start`
   */
  async finish(flow: Flow, shown: CallbackParameters): Promise<ProviderAnswer> {
    const provider = this.providers.get(flow.provider);
    const refused = callbackRefusal(shown);
    if (refused) throw this.noted(provider, refused);
    const outcome = await this.authenticate(provider, flow, shown);
    if (outcome.location !== undefined) throw invalidState();
    return outcome.answer;
  }

  private async authenticate(
    provider: Provider,
    flow: Flow,
    query: CallbackParameters,
  ): Promise<StrategyOutcome> {
    const callback = new URL(this.providers.callbackUrl(provider.name));
    const request: Omit<FlowRequest, 'deadline'> = {
      method: 'GET',
      query,
      originalUrl: `${callback.pathname}?${new URLSearchParams(query).toString()}`,
      protocol: callback.protocol.slice(0, -1),
      host: callback.host,
      session: flow.session,
      flow: { state: flow.state, nonce: flow.nonce },
    };
    try {
      return await this.calls.within((deadline) =>
        this.providers.authenticate(provider, { ...request, deadline }),
      );
    } catch (error) {
      throw this.noted(provider, providerFault(error));
    }
  }

  /** Client errors are not logged in general, but the operator who configures a provider must learn which check failed. */
  private noted(provider: Provider, fault: AppError): AppError {
    this.log.warn(
      `${provider.name}: ${fault.code}: ${causeWords(fault.cause)}${cureOf(provider, fault)}`,
    );
    return fault;
  }
}

/** Where an earlier sign-in does not count, the provider is asked for reauthentication if it supports that. */
function locationOf(location: string, purpose: Purpose, { reauthentication }: Provider): string {
  const isWanted = purpose.kind === 'proof' || (purpose.kind === 'sign-in' && purpose.isAnew);
  return isWanted && reauthentication !== undefined
    ? withParameters(location, reauthentication)
    : location;
}
