import { readFileSync } from 'node:fs';
import { baseUrlOf, coreConfig, type Config } from '#libs/config';
import { mailConfig } from '#api/mail';
import { ok, problem, warning, wordsOf, type Finding } from './finding.js';
import { rehearseMail, type SmtpTarget } from './smtp-dialogue.js';

const CHECK = 'mail';

/** Checks a real dialogue with the mail server, up to the content of a mail. */
export async function checkSmtp(config: Config, mailTo: string | undefined): Promise<Finding> {
  const ca = readCertificates(config);
  if (typeof ca === 'object') return ca;
  const target = targetOf(config, ca, mailTo);
  if (!target) {
    return warning(
      CHECK,
      'No MAIL_SERVER: mails are kept at /dev/mail and not delivered',
      'Set MAIL_SERVER before people register.',
    );
  }
  const where = `${target.host}:${target.port}`;
  try {
    await rehearseMail(target);
    const whom = mailTo === undefined ? '' : ` to ${mailTo}`;
    return ok(CHECK, `${where} takes mails from ${target.sender}${whom}`);
  } catch (error) {
    const cure =
      'Look at MAIL_SERVER, MAIL_PORT, MAIL_USE_TLS or MAIL_USE_SSL, MAIL_USERNAME, MAIL_PASSWORD and MAIL_DEFAULT_SENDER.';
    return problem(CHECK, `${where} refuses; ${wordsOf(error)}`, cure);
  }
}

/** The text of the files; or the problem, when one cannot be read. */
function readCertificates(config: Config): string | undefined | Finding {
  const { tlsCa } = config.get(mailConfig);
  if (tlsCa === undefined) return undefined;
  try {
    return readFileSync(tlsCa, 'utf8');
  } catch (error) {
    const cure = 'MAIL_TLS_CA must be a file that the server may read.';
    return problem(CHECK, `MAIL_TLS_CA cannot be read: ${wordsOf(error)}`, cure);
  }
}

function targetOf(
  config: Config,
  ca: string | undefined,
  mailTo: string | undefined,
): SmtpTarget | null {
  const mail = config.get(mailConfig);
  if (mail.server === undefined) return null;
  const security = mail.useSsl ? 'tls' : mail.useTls ? 'starttls' : 'none';
  const { username, password = '' } = mail;
  const sender = senderOf(config);
  return {
    host: mail.server,
    port: mail.port || (mail.useSsl ? 465 : 587),
    security,
    ca,
    login: username === undefined ? null : { user: username, password },
    sender,
    recipient: mailTo ?? sender,
  };
}

function senderOf(config: Config): string {
  const { sender, username } = config.get(mailConfig);
  const given = /<([^<>]+)>\s*$/.exec(sender ?? '')?.[1] ?? sender;
  if (given !== undefined) return given.trim();
  if (username?.includes('@')) return username;
  return `no-reply@${new URL(baseUrlOf(config.get(coreConfig))).hostname}`;
}
