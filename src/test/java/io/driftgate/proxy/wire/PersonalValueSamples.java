package io.driftgate.proxy.wire;

import io.driftgate.pii.pattern.PiiEntity;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of each entity that is found by what it is, with the name that it stands under. {@code PII_FEATURE_NAME} is missing, as it is
 * found by names alone.
 */
final class PersonalValueSamples {
    /** Entity | name | value. Values of authorities' documents and of documentation; none is anybody's. */
    private static final String TABLE = """
        EMAIL_ADDRESS | mail | alice.smith@example.com
        CREDIT_CARD | card | 4111 1111 1111 1111
        IBAN_CODE | iban | DE89 3704 0044 0532 0130 00
        US_SSN | ssn | 536-22-8726
        PHONE_NUMBER | phone | +1 415 555 2671
        IP_ADDRESS | host | 203.0.113.77
        MAC_ADDRESS | device | 00:1a:2b:3c:4d:5e
        URL | link | https://harbour.example/help/7
        DATE_OF_BIRTH | dob | 1985-05-12
        SECRET | aws | AKIAIOSFODNN7EXAMPLE
        CRYPTO | wallet | 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
        US_ITIN | itin | 912-70-1234
        US_PASSPORT | passport | 512345678
        US_DRIVER_LICENSE | drivers_license | D1234567
        US_BANK_NUMBER | bank_account | 945456787654
        ABA_ROUTING_NUMBER | routing | 011000015
        US_NPI | npi | 1234567893
        US_MBI | medicare | 1EG4-TE5-MK73
        MEDICAL_LICENSE | dea | BB1388568
        UK_NHS | nhs | 943 476 5919
        UK_NINO | nino | AB 12 34 56 C
        ES_NIF | dni | 12345678Z
        ES_NIE | nie | X1234567L
        IT_FISCAL_CODE | cf | RSSMRA85T10A562S
        IT_VAT_CODE | piva | 12345678903
        PL_PESEL | pesel | 44051401359
        FR_NIR | nir | 2 55 08 14 168 025 38
        DE_TAX_ID | steuerid | 86 095 742 719
        IN_AADHAAR | aadhaar | 2341 2341 2346
        IN_PAN | pan | ABCPE1234F
        AU_TFN | tfn | 123 456 782
        AU_MEDICARE | medicare | 2123 45670 1
        AU_ABN | abn | 51 824 753 556
        AU_ACN | acn | 004 085 616
        SG_NRIC_FIN | nric | S1234567D
        BR_CPF | cpf | 123.456.789-09
        BR_CNPJ | cnpj | 11.222.333/0001-81
        NL_BSN | bsn | 111222333
        BE_NATIONAL_NUMBER | niss | 85.07.30-033.28
        SE_PERSONNUMMER | personnummer | 640823-3234
        NO_FODSELSNUMMER | fnr | 150765 00565
        FI_PERSONAL_IDENTITY_CODE | hetu | 131052-308T
        DK_CPR | cpr | 211062-5629
        PT_NIF | nif | 123456789
        CA_SIN | sin | 130 692 544
        ZA_ID_NUMBER | id_number | 8001015009087
        KR_RRN | rrn | 850101-1234563
        CN_RESIDENT_ID | resident_id | 11010519491231002X
        JP_MY_NUMBER | my_number | 123456789018
        TR_KIMLIK | kimlik | 10000000146
        MX_CURP | curp | HEGG560427MVZRRL04
        CL_RUT | rut | 12.345.678-5
        RO_CNP | cnp | 1630615123457
        HR_OIB | oib | 69435151530
        CZ_BIRTH_NUMBER | birth_number | 736028/5163
        IE_PPSN | ppsn | 1234567FA
        CH_AHV | ahv | 756.9217.0769.85
        IL_ID | teudat_zehut | 123456782
        AT_SSN | svnr | 1237 010180
        GR_AMKA | amka | 01013099997
        AR_CUIT | cuit | 20-05536168-2
        TH_TNIN | citizen_id | 3100600445635
        TW_ID | taiwan_id | A123456789
        BG_EGN | egn | 7523169263
        EE_ISIKUKOOD | isikukood | 36805280109
        EMPLOYEE_ID | employee | E-004711
        """;

    private PersonalValueSamples() {}

    /** A value, the name of a field that speaks for it, and the same in words. */
    record Sample(String entity, String name, String value) {
        /** Where there is no name to stand under. */
        String inWords() {
            return name.replace('_', ' ') + ": " + value;
        }

        /** A policy of this entity alone. */
        String pii() {
            String known = PiiEntity.find(entity).isPresent()
                    ? entity + ": BLOCK"
                    : "custom: {" + entity + ": {pattern: 'E-\\d{6}', context: [employee], action: BLOCK}}";
            return "{" + known + ", headers: [x-note]}";
        }
    }

    static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        for (String line : TABLE.lines().toList()) {
            String[] cells = line.split(" \\| ", -1);
            samples.add(new Sample(cells[0], cells[1], cells[2]));
        }
        return samples;
    }
}
