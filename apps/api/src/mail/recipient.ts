import { mailboxOf } from '#libs/kernel';

/** What a mail needs to know of an account. */
export interface MailAccount {
  readonly id: string;
  readonly email: string;
  readonly emailCanonical: string;
  readonly firstName: string | null;
}

/** The fields of a mail that name the account that it goes to. */
export const recipientOf = (user: MailAccount) => ({
  to: mailboxOf(user),
  firstName: user.firstName,
  userId: user.id,
});
