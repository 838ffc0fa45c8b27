/** What a page says about the challenge of its form. */
export const en = {
  notSent: 'This form could not be sent. Load the page anew and try again.',
  scripts: 'Allow scripts on this page: without them the form cannot be sent now.',
} as const;
