/** The user handle of an account (WebAuthn section 5.4.3): the bytes of its id, which says nothing about the person. */
export const userHandleOf = (userId: string): string =>
  Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url');
