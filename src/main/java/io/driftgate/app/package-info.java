/**
 * The composition root: which parts make a gateway, in which order they start and stop, and how they meet Quarkus, the process's
 * signals and its log. No decision about a request or a model is taken here.
 *
 * <p>{@link io.driftgate.app.Gateway} puts the parts together in plain Java; tests and benchmarks use it as it is. The rest lends
 * it to Quarkus, which starts once the serving port is bound ({@link io.driftgate.app.Listening}):
 * {@link io.driftgate.app.QuarkusServer} runs the {@code serve} command, {@link io.driftgate.app.GatewayBeans}
 * hands the parts to the admin API. {@link io.driftgate.app.StateLock} keeps the state directory to one gateway. Quarkus's own HTTP server is the admin port and nothing else. May use every package; used by
 * {@code Main} and {@code cli.demo} only.
 */
package io.driftgate.app;
