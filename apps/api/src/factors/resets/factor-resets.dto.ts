import { IsString, MaxLength } from 'class-validator';

export class ObjectDto {
  /**
   * From the mailed link.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsString()
  @MaxLength(1024)
  token!: string;
}

export class ObjectedDto {
  /** @example true */
  success!: true;

  /** @example 'The factors stay' */
  message!: string;
}
