import { coreConfig, type Slice } from '#libs/config';
import { databaseConfig } from '#libs/database';
import { ephemeralConfig } from '#libs/ephemeral';
import { migrationsConfig } from '#libs/schema';
import { appTokensConfig } from './app-tokens/app-tokens.config.js';
import { auditConfig } from './audit/audit.config.js';
import { captchaConfig } from './protection/challenges/captcha.config.js';
import { vendorConfig } from './protection/challenges/vendor/vendor.config.js';
import { changesConfig } from './platform/changes/changes.config.js';
import { guardFeedConfig } from './integration/guard-feed/guard-feed.config.js';
import { loginBackOffConfig } from './protection/login-back-off/login-back-off.config.js';
import { httpConfig } from './platform/http/http.config.js';
import { signingKeysConfig } from './signing-keys/signing-keys.config.js';
import { limitsConfig } from './protection/limits/limits.config.js';
import { languagesConfig } from './platform/languages/languages.config.js';
import { loggingConfig } from './platform/logging/logging.config.js';
import { mailConfig } from './mail/mail.config.js';
import { oauthConfig } from './oauth/oauth.config.js';
import { passwordsConfig } from './users/passwords/passwords.config.js';
import { geoIpConfig } from './platform/geoip/geoip.config.js';
import { passkeysConfig } from './factors/passkeys/passkeys.config.js';
import { proofsConfig } from './users/proofs/proofs.config.js';
import { authConfig } from './auth/auth.config.js';
import { secondFactorConfig } from './auth/second-factor/second-factor.config.js';
import { riskConfig } from './protection/risk/risk.config.js';
import { sessionsConfig } from './sessions/sessions.config.js';
import { domainsConfig } from './organizations/domains/domains.config.js';
import { invitationsConfig } from './organizations/invitations/invitations.config.js';
import { unitsConfig } from './units/units.config.js';
import { tracingConfig } from './platform/tracing/tracing.config.js';

/** The configuration slices of all features, in the order of the documentation; a feature adds its slice here. */
export const CONFIG_SLICES: readonly Slice[] = [
  coreConfig,
  httpConfig,
  limitsConfig,
  loginBackOffConfig,
  captchaConfig,
  geoIpConfig,
  vendorConfig,
  riskConfig,
  loggingConfig,
  tracingConfig,
  databaseConfig,
  migrationsConfig,
  ephemeralConfig,
  changesConfig,
  auditConfig,
  mailConfig,
  languagesConfig,
  signingKeysConfig,
  passwordsConfig,
  sessionsConfig,
  authConfig,
  secondFactorConfig,
  proofsConfig,
  passkeysConfig,
  appTokensConfig,
  guardFeedConfig,
  unitsConfig,
  domainsConfig,
  invitationsConfig,
  oauthConfig,
];
