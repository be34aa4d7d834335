package io.driftgate.cli.demo;

/**
 * Probability of default by a logistic function of the features. {@code V2} leans on the income, {@code V1} has never looked at
 * it, which is why it is a sane fallback when incomes drift.
 */
enum ScoringModel {
    V1("v1") {
        @Override
        double logOdds(Applicant applicant) {
            return -0.6 - 0.03 * (applicant.age() - 40) + newcomer(applicant);
        }
    },
    V2("v2") {
        @Override
        double logOdds(Applicant applicant) {
            return -1.1
                    - 0.02 * (applicant.age() - 40)
                    - 0.8 * Math.log(applicant.income() / 48_000)
                    + newcomer(applicant);
        }
    };

    private final String version;

    ScoringModel(String version) {
        this.version = version;
    }

    String version() {
        return version;
    }

    /** From 0 to 1. */
    double score(Applicant applicant) {
        return 1 / (1 + Math.exp(-logOdds(applicant)));
    }

    abstract double logOdds(Applicant applicant);

    private static double newcomer(Applicant applicant) {
        return applicant.segment().equals("new") ? 0.7 : 0;
    }
}
