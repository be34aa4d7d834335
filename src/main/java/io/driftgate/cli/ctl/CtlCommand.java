package io.driftgate.cli.ctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code driftgate ctl}: what a person holds on to in an incident. */
@Command(
        name = "ctl",
        description = "Freezes, pins, quarantines and bypasses on a running gateway, and releases what was set.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SetCommand.Freeze.class,
            SetCommand.Pin.class,
            SetCommand.Quarantine.class,
            SetCommand.Bypass.class,
            ReleaseCommand.class,
            RelearnCommand.class,
            ListCommand.class,
            HealthCommand.class
        },
        footer = {
            "",
            "  driftgate ctl list",
            "  driftgate ctl freeze credit-risk --why 'INC-42, nothing moves' --for 2h",
            "  driftgate ctl pin credit-risk v1 --why 'INC-42, v2 answers too high'",
            "  driftgate ctl quarantine credit-risk v2 --why 'INC-42, wrong build'",
            "  driftgate ctl bypass credit-risk age-range --why 'INC-42, unit changed upstream' --for 2h",
            "  driftgate ctl release credit-risk --why 'INC-42 is over'",
            "  driftgate ctl relearn credit-risk v2 --why 'it learned on a holiday'"
        })
public final class CtlCommand implements Runnable {
    @Mixin
    private AdminOptions admin;

    @Spec
    private CommandSpec spec;

    /** Those of any of its commands. */
    AdminOptions admin() {
        return admin;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: ctl freeze, pin, quarantine, bypass, release, relearn, list or health");
    }
}
