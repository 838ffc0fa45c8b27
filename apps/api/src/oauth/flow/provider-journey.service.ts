import { Injectable, Logger } from '@nestjs/common';
import { Clock, randomToken, type AppError } from '#libs/kernel';
import { causeWords } from '../calls/cause-words.js';
import { ProviderCalls } from '../calls/provider-calls.service.js';
import { invalidState, providerRefused } from '../oauth.errors.js';
import type { FlowRequest, ProviderAnswer } from '../providers/provider-answer.js';
import type { Provider } from '../providers/provider.js';
import { Providers, type Passed } from '../providers/providers.service.js';
import { FlowCookie } from './flow-cookie.service.js';
import { FLOW_SECONDS, type Flow, type Purpose } from './flow.js';
import { providerFault } from './provider-fault.js';
import { withParameters } from './redirect-uris.js';
import { UsedStates } from './used-states.service.js';

/** What to send the browser away with. */
export interface Departure {
  readonly location: string;
  readonly cookie: string;
}

/** Who has come back, and what they had left for. */
export interface Arrival {
  readonly flow: Flow;
  readonly answer: ProviderAnswer;
}

/** What the provider sent the browser back with. */
export type Brought = Readonly<Record<string, string>>;

/** Sends browsers to providers and judges what they come back with. */
@Injectable()
export class ProviderJourney {
  private readonly log = new Logger(ProviderJourney.name);

  constructor(
    private readonly providers: Providers,
    private readonly calls: ProviderCalls,
    private readonly cookie: FlowCookie,
    private readonly states: UsedStates,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `PROVIDER_NOT_CONFIGURED`, `PROVIDER_FAILED`, `PROVIDER_UNAVAILABLE`, `PROVIDER_TIMEOUT` */
  async depart(name: string, purpose: Purpose): Promise<Departure> {
    const provider = this.providers.get(name);
    const flow: Flow = {
      provider: name,
      purpose,
      state: randomToken(),
      nonce: randomToken(),
      expiresAtMs: this.clock.nowMs() + FLOW_SECONDS * 1000,
      session: {},
    };
    const passed = await this.pass(provider, flow, {});
    if (passed.location === undefined) throw invalidState();
    const cookie = this.cookie.write(flow, provider.answersByForm ?? false);
    return { location: locationOf(passed.location, purpose, provider), cookie };
  }

  /**
   * The state is used up whatever happens then: an answer, a refusal, a failure.
   * @throws AppError `INVALID_OAUTH_STATE`, `PROVIDER_REFUSED`, `PROVIDER_ANSWER_INVALID` and those of `depart`
   */
  async arrive(name: string, cookies: string | undefined, brought: Brought): Promise<Arrival> {
    const provider = this.providers.get(name);
    const flow = await this.states.consume(this.cookie.read(cookies, name), brought['state']);
    const { error, code } = brought;
    if (error !== undefined) throw this.noted(name, providerRefused(new Error(error)));
    if (!code) throw invalidState();
    const passed = await this.pass(provider, flow, brought);
    if (passed.location !== undefined) throw invalidState();
    return { flow, answer: passed.answer };
  }

  private async pass(provider: Provider, flow: Flow, query: Brought): Promise<Passed> {
    const callback = new URL(this.providers.callbackUrl(provider.name));
    const request: FlowRequest = {
      method: 'GET',
      query,
      originalUrl: `${callback.pathname}?${new URLSearchParams(query).toString()}`,
      protocol: callback.protocol.slice(0, -1),
      host: callback.host,
      session: flow.session,
      flow: { state: flow.state, nonce: flow.nonce },
    };
    try {
      return await this.calls.within(() => this.providers.pass(provider, request));
    } catch (error) {
      throw this.noted(provider.name, providerFault(error));
    }
  }

  /** A client's fault is no event of the log by itself, but whoever sets a provider up must learn which check failed. */
  private noted(provider: string, fault: AppError): AppError {
    this.log.warn(`${provider}: ${fault.code}: ${causeWords(fault.cause)}`);
    return fault;
  }
}

/** A proof is of a sign-in that happens now: the provider is asked for one as far as it can be. */
function locationOf(location: string, { kind }: Purpose, { reauthentication }: Provider): string {
  const isWanted = kind === 'proof' && reauthentication !== undefined;
  return isWanted ? withParameters(location, reauthentication) : location;
}
