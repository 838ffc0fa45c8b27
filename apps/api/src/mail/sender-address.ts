/** A sender or recipient in its parts, so that no library has to read an address out of a text. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** One local part, one `@`, one domain; nothing that a header or an SMTP command gives a meaning of its own. */
export function isPlainAddress(text: string): boolean {
  const parts = text.split('@');
  if (parts.length !== 2 || text.length > 320 || CONTROL.test(text)) return false;
  return parts.every((part) => part !== '' && !/[\s<>()[\]\\,;:"]/u.test(part));
}

/** `address` or `Name <address>`, as MAIL_DEFAULT_SENDER has it; `null` when it is neither. */
export function parseSender(text: string): MailAddress | null {
  const [, name = '', bracketed] = /^([^<>]*)<([^<>]*)>$/.exec(text.trim()) ?? [];
  const address = (bracketed ?? text).trim();
  if (!isPlainAddress(address) || CONTROL.test(name)) return null;
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address };
}
