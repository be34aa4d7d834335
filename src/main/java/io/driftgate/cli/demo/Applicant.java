package io.driftgate.cli.demo;

/** One application for a loan: what the demo's models score. */
record Applicant(int age, double income, String segment, String purpose) {
    /** The header of training data, in the order of {@link #csv()} and of the schema. */
    static final String CSV_HEADER = "age,income,segment,purpose";

    String csv() {
        return age + "," + income + "," + segment + "," + purpose;
    }

    Applicant withAge(int other) {
        return new Applicant(other, income, segment, purpose);
    }

    Applicant withIncome(double other) {
        return new Applicant(age, other, segment, purpose);
    }

    Applicant withPurpose(String other) {
        return new Applicant(age, income, segment, other);
    }
}
