import type { DeliveryFailure } from '../delivery-failure.js';
import { toDeliveryFailure, type SmtpStage } from './smtp-failure.js';

function failure(stage: SmtpStage, fields: object, message = 'It failed'): DeliveryFailure {
  return toDeliveryFailure(Object.assign(new Error(message), fields), { stage });
}

describe('a failed attempt', () => {
  it.each<[string, SmtpStage, object]>([
    ['a connection that is refused', 'greeting', { code: 'ESOCKET', command: 'CONN' }],
    ['a wrong password', 'greeting', { responseCode: 535, permanent: true, command: 'AUTH PLAIN' }],
    ['a server that greets with 554', 'greeting', { responseCode: 554, permanent: true }],
    ['a refused sender', 'envelope', { responseCode: 550, permanent: true, command: 'MAIL FROM' }],
  ])('a failure by %s concerns the server and is never permanent', (_what, stage, fields) => {
    expect(failure(stage, fields)).toMatchObject({ scope: 'server', isPermanent: false });
  });

  it.each<[string, SmtpStage, object]>([
    [
      'an unknown recipient',
      'envelope',
      { responseCode: 550, permanent: true, command: 'RCPT TO' },
    ],
    ['a refused content', 'answer', { responseCode: 554, permanent: true, command: 'DATA' }],
    ['an invalid address', 'envelope', { code: 'EENVELOPE', command: 'API' }],
  ])('a failure by %s concerns the mail and is permanent', (_what, stage, fields) => {
    expect(failure(stage, fields)).toMatchObject({ scope: 'mail', isPermanent: true });
  });

  it.each<[string, SmtpStage, object]>([
    ['a full mailbox', 'envelope', { responseCode: 452, permanent: false, command: 'RCPT TO' }],
    ['a server that asks to try later', 'answer', { responseCode: 451, command: 'DATA' }],
  ])('a failure by %s concerns the mail and is temporary', (_what, stage, fields) => {
    expect(failure(stage, fields)).toMatchObject({ scope: 'mail', isPermanent: false });
  });

  it.each<[string, SmtpStage, object, string]>([
    ['a lost connection', 'envelope', { code: 'ECONNECTION', command: 'CONN' }, 'unreachable'],
    ['a missing answer', 'answer', {}, 'unreachable'],
    ['a demand to sign in first', 'envelope', { responseCode: 530, command: 'RCPT TO' }, 'sign_in'],
    ['a server that closes', 'answer', { responseCode: 421 }, 'busy'],
  ])('a failure by %s may concern all mails', (_what, stage, fields, trouble) => {
    expect(failure(stage, fields)).toMatchObject({ scope: 'unclear', trouble });
  });

  it.each<[string, string, object]>([
    ['dns', 'getaddrinfo ENOTFOUND mail.test', { code: 'EDNS' }],
    ['unreachable', 'connect ECONNREFUSED', { code: 'ESOCKET', originalCode: 'ECONNREFUSED' }],
    [
      'certificate',
      'certificate has expired',
      { code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' },
    ],
    ['certificate', 'x', { code: 'ETLS', originalCode: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
    ['certificate', 'self-signed certificate', { originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
    ['tls', 'wrong version number', { code: 'ESOCKET', originalCode: 'EPROTO' }],
    ['tls', 'Error upgrading connection with STARTTLS', { code: 'ETLS', command: 'STARTTLS' }],
    ['sign_in', 'Invalid login', { code: 'EAUTH', responseCode: 535 }],
    ['sign_in', 'Missing credentials', { code: 'EAUTH', command: 'API' }],
    ['busy', 'closing', { responseCode: 421 }],
    ['policy', 'blocked', { responseCode: 554 }],
  ])('a failure before MAIL FROM has the kind %s: %s', (trouble, message, fields) => {
    expect(failure('greeting', fields, message)).toMatchObject({ scope: 'server', trouble });
  });

  it.each<[string, string | null]>([
    ['554 5.7.1 <ann@example.test>: Relay access denied', 'relaying'],
    ['550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'relaying'],
    ["553 sorry, that domain isn't in my list of allowed rcpthosts", 'relaying'],
    ['550 relay not permitted', 'relaying'],
    ['454 4.7.1 <ann@example.test>: Relay access denied', 'relaying'],
    ['503 5.5.1 Authentication required', 'sign_in'],
    ['550 5.1.8 <us@example.test>: Sender address rejected: Domain not found', 'sender'],
    ['550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'sender'],
    ['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen', 'policy'],
    ['504 5.5.2 <host>: Helo command rejected: need fully-qualified hostname', 'policy'],
    ['550-5.7.26 This mail is unauthenticated', 'policy'],
    ['550 5.4.5 Daily user sending quota exceeded', 'policy'],
    ['452 4.3.1 Insufficient system storage', 'busy'],
    ['550 5.1.1 <relay@example.test>: Recipient address rejected: User unknown', null],
    ['450 4.2.0 <ann@example.test>: Recipient address rejected: Greylisted', null],
    ['451 4.7.1 Greylisting in action', null],
    ['552 5.2.2 Mailbox quota exceeded, sending limit of the blocked list', null],
    ['552 5.3.4 Message too big', null],
    ['554 5.7.1 Spam message rejected', null],
  ])('the reply "%s" to RCPT TO has the kind %s', (response, trouble) => {
    const responseCode = Number(response.slice(0, 3));
    const told = failure('envelope', { response, responseCode, command: 'RCPT TO' });
    expect(told.trouble ?? null).toBe(trouble);
    expect(told.scope).toBe(trouble === null ? 'mail' : 'unclear');
  });

  it('a refusal of MAIL FROM concerns the mail when the recipient needs SMTPUTF8', () => {
    const error = Object.assign(new Error('no'), { responseCode: 550, command: 'MAIL FROM' });
    const moment = { stage: 'envelope', isInternational: true } as const;
    expect(toDeliveryFailure(error, moment)).toMatchObject({ scope: 'mail', isPermanent: true });
  });

  it('the reason of a failure has no addresses, links, tokens or line breaks', () => {
    const told = failure(
      'envelope',
      { responseCode: 550, command: 'RCPT TO' },
      '550 5.1.1 <ann@example.test>: unknown\r\nsee https://help.example/x?u=ann@example.test abcdefghijklmnopqrstuvwxyz0123456789ABCDEF',
    ).message;
    expect(told).toBe('550 5.1.1 <address> unknown see <link> <…> (envelope)');
  });
});
