import { PassportStrategy } from '@nestjs/passport';
import * as client from 'openid-client';
import { Strategy, type VerifyFunction } from 'openid-client/passport';
import { isLoopbackHttp } from '#libs/outbound';
import { callErrorIn, ProviderCallError } from '../calls/provider-call-error.js';
import type { FlowRequest, ProviderAnswer } from './provider-answer.js';
import type { StrategySetup } from './provider.js';

export interface OpenIdOptions {
  readonly name: string;
  /** The issuer, or the URL that the library's rules use for it. */
  readonly server: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: client.CustomFetch;
  readonly home: string;
  readonly identify: (found: Identified) => Promise<ProviderAnswer>;
}

export interface Identified {
  readonly config: client.Configuration;
  readonly claims: client.IDToken;
  readonly tokens: client.TokenEndpointResponse;
}

const SCOPE = 'openid email profile';

/** Discovers the provider and registers openid-client's own strategy, which makes all checks of the standard. */
export async function useOpenIdStrategy(setup: StrategySetup, options: OpenIdOptions) {
  const { authenticator, callbackURL } = setup;
  const { name, identify } = options;
  const config = await describe(options);

  class OpenIdStrategy extends PassportStrategy(Strategy, name) {
    getPassportInstance() {
      return authenticator as never;
    }

    override authorizationRequestParams(request: never, given: never) {
      const parameters = new URLSearchParams(
        super.authorizationRequestParams(request, given) as URLSearchParams,
      );
      const { flow } = request as FlowRequest;
      parameters.set('state', flow.state);
      parameters.set('nonce', flow.nonce);
      return parameters;
    }

    validate(
      { deadline }: FlowRequest,
      tokens: Parameters<VerifyFunction>[0],
    ): Promise<ProviderAnswer> {
      // The library's calls end at limits of their own; none begins for a request that has been answered.
      deadline.throwIfAborted();
      const claims = tokens.claims();
      if (!claims) throw new Error('The provider gave no ID token');
      // The library checks this only for tokens with several audiences.
      const { azp = options.clientId } = claims;
      if (azp !== options.clientId) throw new Error('The ID token was made for another party');
      return identify({ config, claims, tokens });
    }
  }
  new OpenIdStrategy({
    config,
    callbackURL,
    scope: SCOPE,
    sessionKey: 'openid',
    name,
    passReqToCallback: true,
  });
}

/** By the method that the provider supports; without a list the standard requires Basic. */
function authentication(secret: string): client.ClientAuth {
  const [byPost, byBasic] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)];
  return (server, ...request) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_post') ? byPost : byBasic)(server, ...request);
  };
}

async function describe(options: OpenIdOptions): Promise<client.Configuration> {
  const { server, clientId, clientSecret, fetch, home } = options;
  try {
    return await client.discovery(server, clientId, undefined, authentication(clientSecret), {
      [client.customFetch]: fetch,
      execute: [
        // By default the library relies on TLS to the token endpoint instead of the signature.
        client.enableNonRepudiationChecks,
        ...(isLoopbackHttp(home) ? [client.allowInsecureRequests] : []),
      ],
    });
  } catch (error) {
    if (callErrorIn(error)) throw error;
    throw new ProviderCallError('misconfigured', 'The description is not that of the issuer', {
      cause: error,
      setting: 'address',
    });
  }
}
