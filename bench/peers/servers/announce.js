/** Speaks the protocol of the benchmark's own servers. @param rows the number of clients kept in memory */
export function announce(server, rows = () => 0) {
  process.send({ port: server.address().port, startedIn: performance.now() });
  process.on('message', () => {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    process.send({ answer: { rss, heapUsed, cpu: (user + system) / 1_000, statements: 0, rows: rows() } });
  });
  process.on('disconnect', () => process.exit());
}

export const settings = () => JSON.parse(process.argv[2]);
