import type { ConfigOf } from '#libs/config';
import type { ProviderSettings } from '../calls/provider-call-error.js';
import type { ProviderFetch } from '../calls/provider-calls.service.js';
import type { oauthConfig } from '../oauth.config.js';
import type { Authenticator } from './strategies.js';

export type OAuthConfig = ConfigOf<typeof oauthConfig>;

/** What a provider's strategy is registered with. */
export interface StrategySetup {
  readonly authenticator: Authenticator;
  readonly fetch: ProviderFetch;
  readonly callbackURL: string;
}

/** A configured provider; each is one file of this folder. */
export interface Provider {
  /** As in `/api/oauth/{name}`. */
  readonly name: string;
  /** The name for users. */
  readonly title: string;
  /** The configured base address of its calls. */
  readonly home: string;
  /** Named to the operator in case of a wrong configuration. */
  readonly settings: ProviderSettings;
  /** Whether its callback is a cross-site form post, as Apple's is. */
  readonly answersByForm?: boolean;
  /** Further parameters of the request, so that the user signs in again, or at least selects an account. */
  readonly reauthentication?: Readonly<Record<string, string>>;
  /** Registers its Passport strategy under its name; called again when its metadata is old. */
  readonly prepare: (setup: StrategySetup) => Promise<void>;
}
