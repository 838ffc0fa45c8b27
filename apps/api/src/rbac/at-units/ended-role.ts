/** A role that a user held at a unit as themselves. */
export interface EndedRole {
  readonly userId: string;
  readonly unitId: string;
  readonly roleId: string;
  readonly serviceId: string;
}
