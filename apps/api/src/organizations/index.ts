export { AnswerInvitation } from './invitations/answer-invitation.service.js';
export { FindInvitation } from './invitations/find-invitation.service.js';
export { inviterOf, type Invitation } from './invitations/invitation.js';
export { EndMembership } from './members/end-membership.service.js';
export { OrganizationsModule } from './organizations.module.js';
