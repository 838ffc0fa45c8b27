import type { ServerTrouble } from './delivery-failure.js';

/** What the operator does about a trouble with the mail server; waiting mends only some. */
export const SERVER_CURES: Readonly<Record<ServerTrouble, string>> = {
  dns: 'The name in MAIL_SERVER does not resolve: correct it, or the DNS of this machine.',
  unreachable:
    'Check that the mail server runs, and MAIL_SERVER, MAIL_PORT and MAIL_USE_SSL (TLS from the first byte, port 465).',
  certificate:
    'Renew the certificate of the mail server, set MAIL_SERVER to a name that stands in it, or give its authority as MAIL_TLS_CA.',
  tls: 'Use a port of the mail server that offers STARTTLS for MAIL_USE_TLS (587), or TLS from the first byte for MAIL_USE_SSL (465).',
  sign_in:
    'Check MAIL_USERNAME and MAIL_PASSWORD, and set MAIL_USE_TLS or MAIL_USE_SSL where the server takes a sign-in only over TLS.',
  sender:
    'Set MAIL_DEFAULT_SENDER to an address that this account of the mail server may send from.',
  relaying:
    'Set MAIL_USERNAME and MAIL_PASSWORD of an account of the mail server, or let the mail server relay for this machine.',
  policy:
    'Ask the operator of the mail server why it refuses this machine or this sender (block list, SPF, DKIM, sending limit).',
  busy: 'Nothing, if it ends soon; else look at the load and the disks of the mail server.',
};
