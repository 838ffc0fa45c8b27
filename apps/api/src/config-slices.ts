import { coreConfig, type Slice } from '#libs/config';
import { databaseConfig } from '#libs/database';
import { ephemeralConfig } from '#libs/ephemeral';
import { migrationsConfig } from '#libs/schema';
import { appTokensConfig } from './app-tokens/app-tokens.config.js';
import { auditConfig } from './audit/audit.config.js';
import { captchaConfig } from './captcha/captcha.config.js';
import { vendorConfig } from './captcha/vendor/vendor.config.js';
import { changesConfig } from './changes/changes.config.js';
import { guardFeedConfig } from './guard-feed/guard-feed.config.js';
import { guessingConfig } from './guessing/guessing.config.js';
import { httpConfig } from './http/http.config.js';
import { keysConfig } from './keys/keys.config.js';
import { limitsConfig } from './limits/limits.config.js';
import { loggingConfig } from './logging/logging.config.js';
import { mailConfig } from './mail/mail.config.js';
import { oauthConfig } from './oauth/oauth.config.js';
import { passwordsConfig } from './passwords/passwords.config.js';
import { placesConfig } from './places/places.config.js';
import { proofsConfig } from './proofs/proofs.config.js';
import { authConfig } from './auth/auth.config.js';
import { riskConfig } from './risk/risk.config.js';
import { sessionsConfig } from './sessions/sessions.config.js';
import { tracingConfig } from './tracing/tracing.config.js';

/** Every part of the environment that this server reads; rooms add theirs here, in the order of the documentation. */
export const CONFIG_SLICES: readonly Slice[] = [
  coreConfig,
  httpConfig,
  limitsConfig,
  guessingConfig,
  captchaConfig,
  placesConfig,
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
  keysConfig,
  passwordsConfig,
  sessionsConfig,
  authConfig,
  proofsConfig,
  appTokensConfig,
  guardFeedConfig,
  oauthConfig,
];
