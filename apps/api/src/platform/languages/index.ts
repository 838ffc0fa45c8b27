export { languagesConfig } from './languages.config.js';
export { LANGUAGE_FIELD, RequestLanguages, type AskingRequest } from './request-languages.js';
