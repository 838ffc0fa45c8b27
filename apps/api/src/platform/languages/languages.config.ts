import { choice, defineSlice } from '#libs/config';
import { LANGUAGES } from '#libs/languages';

/** Settings of the languages of pages and mails. */
export const languagesConfig = defineSlice('Languages', {
  defaultLanguage: choice('DEFAULT_LANGUAGE', LANGUAGES, 'en', {
    description:
      'The language of pages and mails for people who have chosen none and whose browser asks for none of ours.',
  }),
});
