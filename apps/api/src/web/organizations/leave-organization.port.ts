import type { ClientInfo, Principal } from '#libs/access';

/** How a member leaves an organization. */
export abstract class LeaveOrganizationPort {
  /**
   * The signed-in user is no member of any unit of the organization any more, and holds nothing there.
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `MEMBER_NOT_FOUND`, `LAST_OWNER`
   */
  abstract leave(
    acting: { readonly principal: Principal; readonly client: ClientInfo },
    rootId: string,
  ): Promise<void>;
}
