import 'reflect-metadata';
import { Controller, Module, Post } from '@nestjs/common';
import { registered } from './answer.js';
import { startNest } from './start-nest.js';

/** A route that does nothing: what the framework alone costs, body parser included. */
@Controller('register')
class EmptyController {
  @Post()
  register(): object {
    return registered;
  }
}

@Module({ controllers: [EmptyController] })
class Host {}

await startNest(Host);
