/** The levels of one kind, the lowest first. */
type Levels = readonly (readonly string[])[];

export function readOrder(page?: string): {
  readonly libraries: Levels;
  readonly platform: Levels;
  readonly features: Levels;
};
