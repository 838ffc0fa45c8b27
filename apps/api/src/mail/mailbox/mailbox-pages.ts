import { html, renderPage, type Html } from '#api/platform/html';
import type { MailboxMailDto } from './mailbox.dto.js';

/** The values of the page around the mails. */
export interface MailboxFrame {
  readonly appName: string;
  /** The path under which a proxy serves this server; empty for none. */
  readonly basePath: string;
}

const rowUnder =
  (basePath: string) =>
  ({ id, to, subject, sent_at }: MailboxMailDto): Html =>
    html`<tr>
      <td><a href="${basePath}/dev/mail/${id}">${subject}</a></td>
      <td>${to}</td>
      <td><time datetime="${sent_at}">${sent_at.slice(0, 19).replace('T', ' ')} UTC</time></td>
    </tr>`;

const table = (basePath: string, mails: readonly MailboxMailDto[]): Html =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">Subject</th>
        <th scope="col">To</th>
        <th scope="col">When</th>
      </tr>
    </thead>
    <tbody>
      ${mails.map(rowUnder(basePath))}
    </tbody>
  </table>`;

/** All mails, the newest first. */
export function renderMailbox(
  { appName, basePath }: MailboxFrame,
  mails: readonly MailboxMailDto[],
): string {
  const list = mails.length > 0 ? table(basePath, mails) : html`<p>No mail yet.</p>`;
  const body = html`<p class="quiet">
      MAIL_SERVER is not set, so mails are not sent but kept here, on this machine alone.
      <a href="${basePath}/dev/mail">Look again</a>
    </p>
    ${list}`;
  return renderPage({ title: 'Mailbox', appName, language: 'en', body, isWide: true });
}

/** One mail, in both its parts. */
export function renderMailboxMail(
  { appName, basePath }: MailboxFrame,
  mail: MailboxMailDto,
): string {
  const body = html`<p><a href="${basePath}/dev/mail">All mails</a></p>
    <dl>
      <dt>To</dt>
      <dd>${mail.to}</dd>
      <dt>Sent</dt>
      <dd><time datetime="${mail.sent_at}">${mail.sent_at}</time></dd>
      <dt>Links</dt>
      ${mail.links.map((link) => html`<dd><a href="${link}">${link}</a></dd>`)}
    </dl>
    <h2>HTML</h2>
    <iframe
      title="The mail as HTML"
      src="${basePath}/dev/mail/${mail.id}/html"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
    ></iframe>
    <h2>Text</h2>
    <pre>${mail.text}</pre>`;
  return renderPage({ title: mail.subject, appName, language: 'en', body, isWide: true });
}

/** The HTML part for the frame: its links open in a new tab. FRAME_HEADERS forbid scripts and external content. */
export const framed = (mailHtml: string): string =>
  mailHtml.replace('<head>', '<head><base target="_blank">');

export const FRAME_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
  'x-frame-options': 'SAMEORIGIN',
};
