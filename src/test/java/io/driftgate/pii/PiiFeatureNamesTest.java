package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiiFeatureNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "email",
                "EMAIL",
                "e-mail",
                "eMail",
                "customer_email",
                "customerEmail",
                "CUSTOMER_EMAIL",
                "user.email",
                "email address",
                "emailAddress",
                "homeaddress",
                "homeAddress",
                "HOMEAddress",
                "address",
                "address_2",
                "address2",
                "phone_2",
                "Phone",
                "phone-number",
                "phoneNumber",
                "ssn",
                "applicantSSN",
                "applicant_ssn_1",
                "social_security_number",
                "ip_address",
                "client_ip",
                "ipv4",
                "first_name",
                "lastName",
                "dateOfBirth",
                "dob",
                "passport_number",
                "iban",
                "x_iban_",
                "kundenÉ_email",
                "email_"
            })
    void knowsPersonalNames(String name) {
        assertTrue(PiiFeatureNames.isPersonal(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "_",
                "1",
                "a",
                "age",
                "income",
                "segment",
                "address_age_months",
                "email_opt_in",
                "blackmail",
                "zip",
                "phoneme",
                "headphone",
                "name",
                "feature_name",
                "datatype",
                "shape",
                "data",
                "inputs",
                "is_mobile",
                "has_credit_card",
                "emailé",
                "membership",
                "ssns",
                "class",
                "addressee",
                "telephone_calls",
                "gaddress"
            })
    void leavesOtherNamesAlone(String name) {
        assertFalse(PiiFeatureNames.isPersonal(name));
    }
}
