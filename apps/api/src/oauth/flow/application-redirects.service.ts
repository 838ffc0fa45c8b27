import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { FlowCookies } from './flow-cookies.service.js';
import type { Purpose } from './flow.js';
import { withParameters, type ReturnAddress } from './redirect-uris.js';

/** The purpose of a request: of the flow that its browser began, or that it begins. */
export type KnownPurpose = Pick<Purpose, 'kind' | 'page'> &
  ReturnAddress & { readonly resource?: string };

/**
 * Finds the application that the browser is redirected to. Answers only addresses that were just found on the list, or that
 * were on it when the flow began and are in the encrypted cookie of that flow.
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

  /** From here on refusals of this request are redirected to the application. */
  note(request: FastifyRequest, purpose: KnownPurpose): void {
    this.noted.set(request, purpose);
  }

  /**
   * The purpose of the request. Before its handler was reached only a callback has one: that of the flow cookie for its state
   * and provider. The `state` of a request that begins a flow is the application's own.
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

  /** The redirect URI with the answer, the application's own state, and the issuer (RFC 9207). */
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
