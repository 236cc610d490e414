import { BadRequestException } from '@nestjs/common';
import type { DcrActor } from 'nestjs-dcr';
import type { Visit } from '../sign-in/visit.js';
import { type Fields, text } from './fields.js';

/** Who does it and why. Nothing is done in the console without a reason. */
export function byOperator({ account }: Visit, form: Fields | undefined): DcrActor {
  const reason = text(form, 'reason');
  if (!reason) throw new BadRequestException('Say why: the audit keeps the reason.');
  return { actor: account, reason };
}
