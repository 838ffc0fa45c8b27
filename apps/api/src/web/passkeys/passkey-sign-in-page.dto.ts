import { Allow } from 'class-validator';
import { GoalFormDto } from '../sign-in/goal.dto.js';

export class PasskeySignInFormDto extends GoalFormDto {
  /** What the browser answered to the options, as JSON. */
  @Allow()
  response?: string;
}
