import { Body, Controller, Get, Post, Put, Req, VERSION_NEUTRAL, type RawBodyRequest } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import { IsInt, IsString } from 'class-validator';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Public } from './application-parts.js';

export class ThingDto {
  @IsString()
  name!: string;

  @IsInt()
  size!: number;
}

/** The application's own routes; each depends on something that a library could break. */
@Controller('things')
export class ThingsController {
  @Public()
  @Get()
  list() {
    return ['a thing'];
  }

  @Public()
  @Post()
  create(@Body() thing: ThingDto) {
    return { thing, isThing: thing instanceof ThingDto };
  }

  @Public()
  @Post('raw')
  raw(@Req() request: RawBodyRequest<IncomingMessage>, @Body() body: unknown) {
    return { raw: request.rawBody?.toString('utf8'), body };
  }

  /** For an application that reads request bodies itself. */
  @Public()
  @Post('stream')
  async stream(@Req() request: IncomingMessage & { raw?: IncomingMessage }) {
    return {
      read: (await buffer(request.raw ?? request)).toString('utf8'),
      type: request.headers['content-type'],
    };
  }

  @Public()
  @Throttle({ default: { limit: 2, ttl: 60_000 } })
  @Get('limited')
  limited() {
    return 'twice a minute';
  }

  @Get('secret')
  secret() {
    return 'for those who may';
  }
}

/** The application's routes next to the endpoint, and on its path with other methods. */
@Public()
@Controller({ path: 'register', version: VERSION_NEUTRAL })
export class NeighboursController {
  @Get()
  page() {
    return 'how to register';
  }

  @Put()
  replace(@Body() thing: ThingDto) {
    return { thing, isThing: thing instanceof ThingDto };
  }

  @Post('things')
  create(@Body() thing: ThingDto) {
    return { thing, isThing: thing instanceof ThingDto };
  }
}
