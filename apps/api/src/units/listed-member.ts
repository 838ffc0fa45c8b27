/** A member as lists show them; `id` is the user's. */
export interface ListedMember {
  readonly id: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly isActive: boolean;
  readonly isOwner: boolean;
  /** Of the units that the list is about, those of which the user is a member: the first 100. */
  readonly unitIds: readonly string[];
  /** Since when, in the first of these units. */
  readonly createdAt: Date;
}
