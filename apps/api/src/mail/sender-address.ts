/** A sender or recipient as name and address, so that no library parses an address from a text. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Whether the text is one local part, one `@` and one domain, without characters that have a meaning in a header or SMTP command. */
export function isPlainAddress(text: string): boolean {
  const parts = text.split('@');
  if (parts.length !== 2 || text.length > 320 || CONTROL.test(text)) return false;
  return parts.every((part) => part !== '' && !/[\s<>()[\]\\,;:"]/u.test(part));
}

/** Parses `address` or `Name <address>`, the forms of MAIL_DEFAULT_SENDER; `null` when it is neither. */
export function parseSender(text: string): MailAddress | null {
  const [, name = '', bracketed] = /^([^<>]*)<([^<>]*)>$/.exec(text.trim()) ?? [];
  const address = (bracketed ?? text).trim();
  if (!isPlainAddress(address) || CONTROL.test(name)) return null;
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address };
}
