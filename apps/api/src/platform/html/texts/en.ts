/** The texts that every page may have. */
export const en = {
  languages: 'Language',
  problems: 'Please check this:',
  requestId: 'If it stays so, tell your administrator this number: {id}',
} as const;
