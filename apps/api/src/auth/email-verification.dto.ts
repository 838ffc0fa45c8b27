import { IsOptional, IsString, MaxLength } from 'class-validator';

export class VerifyEmailDto {
  /**
   * From the link in the mail.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsString()
  @MaxLength(1024)
  token!: string;

  /**
   * That of the registration which is to be confirmed.
   * @example 'velvet tram at midnight'
   */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;

  /**
   * One that takes the place of every password that somebody registered the address with.
   * @example 'seven herons over the weir'
   */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  new_password?: string;
}
