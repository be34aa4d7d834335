/**
 * The command {@code demo}: the whole gateway with two small model servers, seeded traffic and a scenario that checks what it
 * shows. Nothing here is a shortcut: training data becomes baselines through the same builder as {@code baseline build}, the
 * configuration is a file, the gateway is the one that {@code serve} starts, and everything is observed from outside, over
 * HTTP. {@link io.driftgate.cli.demo.DemoCommand} prepares and starts, {@link io.driftgate.cli.demo.Scenario} is the story.
 *
 * <p>Threads: the main thread serves, the scenario and each of a few clients have a thread of their own, the model servers have
 * pools.
 */
package io.driftgate.cli.demo;
