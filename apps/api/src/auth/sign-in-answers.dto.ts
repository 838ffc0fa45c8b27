import { IsString, MaxLength } from 'class-validator';

export class SignInAnswerDto {
  /**
   * From the link in the mail.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsString()
  @MaxLength(1024)
  token!: string;
}
