package io.driftgate.pii.pattern;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of personal data. The names are Presidio's, where it has one; a policy may add its own. Equal by name; immutable, any
 * thread.
 */
public final class PiiEntity {
    private static final Map<String, PiiEntity> BUILT_IN = new LinkedHashMap<>();

    public static final PiiEntity EMAIL_ADDRESS = builtIn("EMAIL_ADDRESS");
    public static final PiiEntity CREDIT_CARD = builtIn("CREDIT_CARD");
    public static final PiiEntity IBAN_CODE = builtIn("IBAN_CODE");
    public static final PiiEntity US_SSN = builtIn("US_SSN");
    public static final PiiEntity PHONE_NUMBER = builtIn("PHONE_NUMBER");
    public static final PiiEntity IP_ADDRESS = builtIn("IP_ADDRESS");

    /** A feature, column or key whose name says that it is personal. Found by names, not by a pattern. */
    public static final PiiEntity PII_FEATURE_NAME = builtIn("PII_FEATURE_NAME");

    public static final PiiEntity MAC_ADDRESS = builtIn("MAC_ADDRESS");
    public static final PiiEntity URL = builtIn("URL");
    /** A date that words call somebody's day of birth. */
    public static final PiiEntity DATE_OF_BIRTH = builtIn("DATE_OF_BIRTH");

    /** A credential: a cloud key, a token, a private key, a password in a URL or beside its name. */
    public static final PiiEntity SECRET = builtIn("SECRET");
    /** An address of Bitcoin or Ethereum. */
    public static final PiiEntity CRYPTO = builtIn("CRYPTO");

    public static final PiiEntity US_ITIN = builtIn("US_ITIN");
    public static final PiiEntity US_PASSPORT = builtIn("US_PASSPORT");
    public static final PiiEntity US_DRIVER_LICENSE = builtIn("US_DRIVER_LICENSE");
    public static final PiiEntity US_BANK_NUMBER = builtIn("US_BANK_NUMBER");
    public static final PiiEntity ABA_ROUTING_NUMBER = builtIn("ABA_ROUTING_NUMBER");
    /** A national provider identifier of US health care. */
    public static final PiiEntity US_NPI = builtIn("US_NPI");
    /** A Medicare beneficiary identifier. */
    public static final PiiEntity US_MBI = builtIn("US_MBI");

    /** The number under which the US Drug Enforcement Administration registers a prescriber. */
    public static final PiiEntity MEDICAL_LICENSE = builtIn("MEDICAL_LICENSE");

    public static final PiiEntity UK_NHS = builtIn("UK_NHS");
    public static final PiiEntity UK_NINO = builtIn("UK_NINO");

    public static final PiiEntity ES_NIF = builtIn("ES_NIF");
    public static final PiiEntity ES_NIE = builtIn("ES_NIE");
    public static final PiiEntity IT_FISCAL_CODE = builtIn("IT_FISCAL_CODE");
    public static final PiiEntity IT_VAT_CODE = builtIn("IT_VAT_CODE");
    public static final PiiEntity PL_PESEL = builtIn("PL_PESEL");
    public static final PiiEntity FR_NIR = builtIn("FR_NIR");
    public static final PiiEntity DE_TAX_ID = builtIn("DE_TAX_ID");

    public static final PiiEntity IN_AADHAAR = builtIn("IN_AADHAAR");
    public static final PiiEntity IN_PAN = builtIn("IN_PAN");
    public static final PiiEntity AU_TFN = builtIn("AU_TFN");
    public static final PiiEntity AU_MEDICARE = builtIn("AU_MEDICARE");
    public static final PiiEntity AU_ABN = builtIn("AU_ABN");
    public static final PiiEntity AU_ACN = builtIn("AU_ACN");
    public static final PiiEntity SG_NRIC_FIN = builtIn("SG_NRIC_FIN");
    public static final PiiEntity BR_CPF = builtIn("BR_CPF");
    public static final PiiEntity BR_CNPJ = builtIn("BR_CNPJ");

    public static final PiiEntity NL_BSN = builtIn("NL_BSN");
    public static final PiiEntity BE_NATIONAL_NUMBER = builtIn("BE_NATIONAL_NUMBER");
    public static final PiiEntity SE_PERSONNUMMER = builtIn("SE_PERSONNUMMER");
    public static final PiiEntity NO_FODSELSNUMMER = builtIn("NO_FODSELSNUMMER");
    public static final PiiEntity FI_PERSONAL_IDENTITY_CODE = builtIn("FI_PERSONAL_IDENTITY_CODE");
    public static final PiiEntity DK_CPR = builtIn("DK_CPR");

    public static final PiiEntity PT_NIF = builtIn("PT_NIF");
    public static final PiiEntity CA_SIN = builtIn("CA_SIN");
    public static final PiiEntity ZA_ID_NUMBER = builtIn("ZA_ID_NUMBER");
    public static final PiiEntity KR_RRN = builtIn("KR_RRN");
    public static final PiiEntity CN_RESIDENT_ID = builtIn("CN_RESIDENT_ID");
    public static final PiiEntity JP_MY_NUMBER = builtIn("JP_MY_NUMBER");
    public static final PiiEntity TR_KIMLIK = builtIn("TR_KIMLIK");
    public static final PiiEntity MX_CURP = builtIn("MX_CURP");
    public static final PiiEntity CL_RUT = builtIn("CL_RUT");

    public static final PiiEntity RO_CNP = builtIn("RO_CNP");
    public static final PiiEntity HR_OIB = builtIn("HR_OIB");
    public static final PiiEntity CZ_BIRTH_NUMBER = builtIn("CZ_BIRTH_NUMBER");
    public static final PiiEntity IE_PPSN = builtIn("IE_PPSN");
    public static final PiiEntity CH_AHV = builtIn("CH_AHV");
    public static final PiiEntity IL_ID = builtIn("IL_ID");
    public static final PiiEntity AT_SSN = builtIn("AT_SSN");
    public static final PiiEntity GR_AMKA = builtIn("GR_AMKA");
    public static final PiiEntity AR_CUIT = builtIn("AR_CUIT");
    public static final PiiEntity TH_TNIN = builtIn("TH_TNIN");
    public static final PiiEntity TW_ID = builtIn("TW_ID");
    public static final PiiEntity BG_EGN = builtIn("BG_EGN");
    public static final PiiEntity EE_ISIKUKOOD = builtIn("EE_ISIKUKOOD");

    private static final List<PiiEntity> ALL = List.copyOf(BUILT_IN.values());

    private final String name;
    private final int index;

    private PiiEntity(String name, int index) {
        this.name = name;
        this.index = index;
    }

    private static PiiEntity builtIn(String name) {
        PiiEntity entity = new PiiEntity(name, BUILT_IN.size());
        BUILT_IN.put(name, entity);
        return entity;
    }

    /** All that this program knows by itself; {@link #index()} is the place in it. */
    public static List<PiiEntity> builtIn() {
        return ALL;
    }

    /** The built-in entity of that name. */
    public static Optional<PiiEntity> find(String name) {
        return Optional.ofNullable(BUILT_IN.get(name));
    }

    /** The built-in entity of that name, or one that a policy adds. */
    public static PiiEntity of(String name) {
        return find(name).orElseGet(() -> new PiiEntity(name, -1));
    }

    public static List<String> names() {
        return Collections.unmodifiableList(new ArrayList<>(BUILT_IN.keySet()));
    }

    public String name() {
        return name;
    }

    /** The place among the built-in ones, or -1. */
    public int index() {
        return index;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PiiEntity entity && entity.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
