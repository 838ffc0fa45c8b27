import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { FlowCookies } from './flow-cookies.service.js';
import type { Purpose } from './flow.js';
import { withParameters, type ReturnAddress } from './redirect-uris.js';

/** What a request is known to be about: a flow that its browser has begun, or one that it begins. */
export type KnownPurpose = Pick<Purpose, 'kind'> & ReturnAddress & { readonly resource?: string };

/**
 * Finds the application that the browser of a flow is sent back to. Only an address that was on the list when the flow began, and that came
 * sealed in the cookie of this very flow, or that was just found on the list, is ever answered here.
 */
@Injectable()
export class ApplicationRedirects {
  private readonly noted = new WeakMap<object, KnownPurpose>();
  private readonly issuer: string;

  constructor(
    private readonly cookies: FlowCookies,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    this.issuer = baseUrlOf(core);
  }

  /** From here on what this request is refused for is told the application. */
  note(request: FastifyRequest, purpose: KnownPurpose): void {
    this.noted.set(request, purpose);
  }

  /**
   * What the request is about, also before its handler was reached: then it is a callback, and what its browser shows must
   * open for the state and the provider of its address. The state of a beginning is the application's own.
   */
  find(request: FastifyRequest): KnownPurpose | null {
    const known = this.noted.get(request);
    if (known) return known;
    if (!request.routeOptions.url?.endsWith('/callback')) return null;
    const { provider } = request.params as { provider?: string };
    const { state } = { ...toObject(request.query), ...toObject(request.body) };
    const flow = this.cookies.find(request.headers.cookie, state, provider ?? '');
    return flow?.purpose ?? null;
  }

  /** The address with an answer of ours: the application's own state, and who answers (RFC 9207). */
  to(
    redirectUri: string,
    { appState }: Pick<ReturnAddress, 'appState'>,
    answer: Readonly<Record<string, string>>,
  ): string {
    return withParameters(redirectUri, {
      ...answer,
      ...(appState !== undefined && { state: appState }),
      iss: this.issuer,
    });
  }
}

const toObject = (given: unknown): { readonly state?: unknown } =>
  typeof given === 'object' && given !== null ? given : {};
