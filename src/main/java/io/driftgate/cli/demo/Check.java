package io.driftgate.cli.demo;

/** One row of the demo's table. */
record Check(String what, String expected, String seen, boolean ok) {}
