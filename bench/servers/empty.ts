import 'reflect-metadata';
import { Controller, Module, Post } from '@nestjs/common';
import { registered } from './answer.js';
import { startNest } from './start-nest.js';

/** A route that does nothing, to measure the framework alone, including its body parser. */
@Controller('register')
class EmptyController {
  @Post()
  register(): object {
    return registered;
  }
}

@Module({ controllers: [EmptyController] })
class AppModule {}

await startNest(AppModule);
