import { Body, Controller, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsString } from 'class-validator';

class NoteDto {
  @IsString()
  text!: string;

  @Type(() => Date)
  @IsDate()
  dueAt!: Date;
}

/** What an application has a `ValidationPipe` for. Its DTOs load class-validator and class-transformer. */
@Controller('notes')
export class NotesController {
  @Post()
  add(@Body() { text, dueAt }: NoteDto): string {
    return `${text} (${dueAt.toISOString()})`;
  }
}
