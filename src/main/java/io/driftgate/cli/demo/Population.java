package io.driftgate.cli.demo;

import java.util.Random;

/**
 * Where applicants come from. {@code USUAL} is what the models were trained on. {@code SHIFTED} is a new partner's: eleven years
 * younger, with half the income.
 */
enum Population {
    USUAL(42, 48_000),
    SHIFTED(31, 26_000);

    static final String[] PURPOSES = {"car", "home", "education", "furniture"};

    private final double meanAge;
    private final double medianIncome;

    Population(double meanAge, double medianIncome) {
        this.meanAge = meanAge;
        this.medianIncome = medianIncome;
    }

    /** Draws one: ages are normal and cut at 18 and 90, incomes log-normal. */
    Applicant draw(Random random) {
        int age = (int) Math.round(Math.max(18, Math.min(90, meanAge + 12 * random.nextGaussian())));
        double income = Math.rint(medianIncome * Math.exp(0.45 * random.nextGaussian()) / 10) * 10;
        String segment = random.nextInt(10) < 4 ? "new" : "returning";
        return new Applicant(age, income, segment, PURPOSES[random.nextInt(PURPOSES.length)]);
    }
}
