export function readmeCalls(readme: string, base: string): string;
export function registeredIn(readme: string): { readonly email: string; readonly password: string };
export function answersIn(printed: string): Record<string, unknown>[];
export function complaintsAbout(
  answers: readonly Record<string, unknown>[],
  email: string,
): string[];
