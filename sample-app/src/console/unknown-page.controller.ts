import { All, Controller, NotFoundException } from '@nestjs/common';
import { ForOperators } from './for-operators.js';

/** The last controller of the console: answers every other path with a page. */
@Controller('admin')
@ForOperators()
export class UnknownPageController {
  @All('*path')
  answer(): never {
    throw new NotFoundException('The console has no such page.');
  }
}
