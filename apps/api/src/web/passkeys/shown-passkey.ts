/**
 * What the field `response` of a passkey form has brought, not verified; `null` when it is no JSON, which the verification refuses
 * as it does a wrong passkey.
 */
export function shownPasskey(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
