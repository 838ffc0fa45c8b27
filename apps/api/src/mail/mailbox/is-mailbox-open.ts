import type { Config, coreConfig, ConfigOf } from '#libs/config';
import type { mailConfig } from '../mail.config.js';

/** Whether mails can be read at `/dev/mail`: without a mail server, outside production and behind no proxy. */
export function isMailboxOpen(
  mail: ConfigOf<typeof mailConfig>,
  core: ConfigOf<typeof coreConfig>,
  config: Config,
): boolean {
  return !mail.server && core.nodeEnv !== 'production' && !config.value('TRUST_PROXY');
}
