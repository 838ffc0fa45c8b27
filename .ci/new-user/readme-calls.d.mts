export function readmeCalls(readme: string, base: string): string;
export function answersIn(printed: string): Record<string, unknown>[];
export function complaintsAbout(answers: readonly Record<string, unknown>[]): string[];
