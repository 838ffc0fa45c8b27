import type { ConfigOf } from '#libs/config';
import type { ProviderSettings } from '../calls/cure.js';
import type { ProviderFetch } from '../calls/provider-calls.service.js';
import type { oauthConfig } from '../oauth.config.js';
import type { Authenticator } from './strategies.js';

export type OAuthConfig = ConfigOf<typeof oauthConfig>;

/** What a provider is built with. */
export interface StrategySetup {
  readonly authenticator: Authenticator;
  readonly fetch: ProviderFetch;
  readonly callbackURL: string;
}

/** One way to sign in, as configured; each is one small file of this folder. */
export interface Provider {
  /** As in `/api/oauth/{name}`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** The configured address that its calls begin from. */
  readonly home: string;
  /** Named to the operator when they are wrong. */
  readonly settings: ProviderSettings;
  /** It answers by a form sent across sites, as Apple does. */
  readonly answersByForm?: boolean;
  /** What it is asked for beside the rest so that the person signs in anew, or at least says who they are. */
  readonly reauthentication?: Readonly<Record<string, string>>;
  /** Registers its Passport strategy under its name; called again when its description is old. */
  readonly prepare: (setup: StrategySetup) => Promise<void>;
}
