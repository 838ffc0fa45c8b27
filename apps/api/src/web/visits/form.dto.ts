import { Allow } from 'class-validator';

/** The fields that every form of a page has. */
export class PageFormDto {
  /** From the page with the form. It is checked by `Visits`, in constant time. */
  @Allow()
  form_token?: string;
}
