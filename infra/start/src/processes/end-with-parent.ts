/** Loaded into every child by `--import`: when the supervisor is gone, however it went, the child drains as after a SIGTERM. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
