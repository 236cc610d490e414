describe('In Jest, nestjs-dcr', () => {
  it('is the CommonJS bundle', () => {
    expect(require.resolve('nestjs-dcr')).toMatch(/index\.cjs$/);
    expect(require.resolve('nestjs-dcr/redis')).toMatch(/redis.index\.cjs$/);
  });
});
