import type { DeliveryFailure } from '../delivery-failure.js';
import { toDeliveryFailure, type SmtpStage } from './smtp-failure.js';

function failure(stage: SmtpStage, fields: object, message = 'It failed'): DeliveryFailure {
  return toDeliveryFailure(Object.assign(new Error(message), fields), stage);
}

describe('a failed attempt', () => {
  it.each<[string, SmtpStage, object]>([
    ['a connection that is refused', 'greeting', { code: 'ESOCKET', command: 'CONN' }],
    ['a wrong password', 'greeting', { responseCode: 535, permanent: true, command: 'AUTH PLAIN' }],
    ['a server that greets with 554', 'greeting', { responseCode: 554, permanent: true }],
    [
      'a sender that is not liked',
      'envelope',
      { responseCode: 550, permanent: true, command: 'MAIL FROM' },
    ],
  ])('by %s is the server’s, and never for good', (_what, stage, fields) => {
    expect(failure(stage, fields)).toMatchObject({ scope: 'server', isPermanent: false });
  });

  it.each<[string, SmtpStage, object]>([
    [
      'an unknown recipient',
      'envelope',
      { responseCode: 550, permanent: true, command: 'RCPT TO' },
    ],
    ['a text that is refused', 'answer', { responseCode: 554, permanent: true, command: 'DATA' }],
    ['an address that cannot be one', 'envelope', { code: 'EENVELOPE', command: 'API' }],
  ])('by %s is the mail’s, for good', (_what, stage, fields) => {
    expect(failure(stage, fields)).toMatchObject({ scope: 'mail', isPermanent: true });
  });

  it.each<[string, SmtpStage, object]>([
    ['a full mailbox', 'envelope', { responseCode: 452, permanent: false, command: 'RCPT TO' }],
    ['a lost connection', 'envelope', { code: 'ECONNECTION', command: 'CONN' }],
    ['silence', 'answer', {}],
    [
      'a demand to sign in first',
      'envelope',
      { responseCode: 530, permanent: true, command: 'RCPT TO' },
    ],
    ['a server that closes', 'answer', { responseCode: 421, permanent: false }],
  ])('by %s is the mail’s, for now', (_what, stage, fields) => {
    expect(failure(stage, fields)).toMatchObject({ scope: 'mail', isPermanent: false });
  });

  it('is told without addresses, links, tokens or lines of its own', () => {
    const told = failure(
      'envelope',
      { responseCode: 550, command: 'RCPT TO' },
      '550 5.1.1 <ann@example.test>: unknown\r\nsee https://help.example/x?u=ann@example.test abcdefghijklmnopqrstuvwxyz0123456789ABCDEF',
    ).message;
    expect(told).toBe('550 5.1.1 <address> unknown see <link> <…> (envelope)');
  });
});
