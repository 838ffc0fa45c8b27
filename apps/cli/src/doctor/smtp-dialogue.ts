import { createHmac } from 'node:crypto';
import { hostname } from 'node:os';
import { domainToASCII } from 'node:url';
import { SmtpLine, SmtpStepFailed, type SmtpAddress } from './smtp-line.js';

export interface SmtpTarget extends SmtpAddress {
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly sender: string;
  readonly recipient: string;
}

/** The same name as in the server's mails: with a dot, or an address literal (RFC 5321 section 4.1.3). */
const OWN_NAME = hostname().includes('.') ? hostname() : '[127.0.0.1]';

/**
 * Begins a mail to the recipient at a mail server, and resets the transaction (`RSET`, RFC 5321) before the content.
 * No mail is sent.
 * @throws SmtpStepFailed
 */
export async function rehearseMail(target: SmtpTarget): Promise<void> {
  const line = await SmtpLine.open(target);
  try {
    await line.expect('greeting');
    let offers = await line.say(`EHLO ${OWN_NAME}`);
    if (target.security === 'starttls') {
      if (!/STARTTLS/i.test(offers))
        throw new SmtpStepFailed('STARTTLS', 'the server does not offer it');
      await line.say('STARTTLS');
      await line.secure();
      offers = await line.say(`EHLO ${OWN_NAME}`);
    }
    await signIn(line, offers, target);
    const sender = inEnvelope(target.sender);
    const recipient = inEnvelope(target.recipient);
    await line.say(`MAIL FROM:<${sender}>${utf8Parameter(offers, [sender, recipient])}`);
    await line.say(`RCPT TO:<${recipient}>`);
    await line.say('RSET');
  } finally {
    line.close();
  }
}

/** The address with its domain in ASCII form. */
function inEnvelope(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  return address.slice(0, at) + (domainToASCII(domain) || domain);
}

/** RFC 6531: raw UTF-8 is sent only to a server that offers SMTPUTF8. @throws SmtpStepFailed */
function utf8Parameter(offers: string, addresses: readonly string[]): string {
  if (addresses.every((address) => !/[^\p{ASCII}]/u.test(address))) return '';
  if (/^250[- ]SMTPUTF8/im.test(offers)) return ' SMTPUTF8';
  const reason =
    'the server does not offer it, and an address has letters beyond ASCII before the @';
  throw new SmtpStepFailed('SMTPUTF8', reason);
}

type Login = NonNullable<SmtpTarget['login']>;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The text of a 334 answer. */
const challengeIn = (answer: string): string =>
  Buffer.from(answer.replace(/^334 ?/, '').trim(), 'base64').toString();

const MECHANISMS = [
  {
    name: 'PLAIN',
    async signIn(line: SmtpLine, { user, password }: Login) {
      await line.say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, 'AUTH PLAIN');
    },
  },
  {
    name: 'LOGIN',
    async signIn(line: SmtpLine, { user, password }: Login) {
      await line.say('AUTH LOGIN');
      await line.say(base64(user), 'AUTH LOGIN');
      await line.say(base64(password), 'AUTH LOGIN');
    },
  },
  {
    name: 'CRAM-MD5',
    async signIn(line: SmtpLine, { user, password }: Login) {
      const challenge = challengeIn(await line.say('AUTH CRAM-MD5'));
      const digest = createHmac('md5', password).update(challenge).digest('hex');
      await line.say(base64(`${user} ${digest}`), 'AUTH CRAM-MD5');
    },
  },
];

/** Signs in by a mechanism that the server offers, in the order that the mail transport uses. */
async function signIn(line: SmtpLine, offers: string, { login }: SmtpTarget): Promise<void> {
  const offered = /^250[- ]AUTH[ =](.*)$/im.exec(offers)?.[1]?.toUpperCase().split(/\s+/);
  // A server that offers no AUTH does not get the password: mails are then sent without it.
  if (!login || !offered) return;
  const mechanism = MECHANISMS.find(({ name }) => offered.includes(name));
  if (!mechanism) {
    throw new SmtpStepFailed(
      'AUTH',
      `only ${offered.join(', ')} is offered, which Gatehouse does not support`,
    );
  }
  await mechanism.signIn(line, login);
}
