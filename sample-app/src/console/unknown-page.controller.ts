import { All, Controller, NotFoundException } from '@nestjs/common';
import { ForOperators } from './for-operators.js';

/** The last controller of the console: every other path below it is answered with a page too. */
@Controller('admin')
@ForOperators()
export class UnknownPageController {
  @All('*path')
  answer(): never {
    throw new NotFoundException('The console has no such page.');
  }
}
