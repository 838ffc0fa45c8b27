import { formatMoment } from '#libs/languages';
import { inertName } from '../inert-name.js';
import { button, defineTemplate, paragraph } from './template.js';

interface InvitationData {
  readonly link: string;
  readonly expiresAt: Date;
  readonly organization: string;
  /** `null`: the organization itself. */
  readonly unit: string | null;
  readonly inviter: string | null;
}

/**
 * To an address that somebody has invited to an organization. Strangers to its reader chose the names: each is in the mail only if it can be
 * nothing but a name. It cancels no other mail: an invitation to another organization is none of its business.
 */
export const organizationInvitation = defineTemplate<InvitationData>({
  subject: 'invitationSubject',
  body: [
    paragraph('invitationIntro'),
    paragraph('invitationOrganization', { when: 'organization' }),
    paragraph('invitationUnit', { when: 'unit' }),
    paragraph('invitationInviter', { when: 'inviter' }),
    paragraph('invitationHow'),
    button('invitationButton'),
    paragraph('linkOnce'),
    paragraph('invitationNotYou'),
  ],
  context: ({ link, expiresAt, organization, unit, inviter }, language) => ({
    link,
    expires: formatMoment(language, expiresAt),
    organization: inertName(organization) ?? '',
    unit: inertName(unit) ?? '',
    inviter: inertName(inviter) ?? '',
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
});
