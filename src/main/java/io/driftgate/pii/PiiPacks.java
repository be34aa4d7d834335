package io.driftgate.pii;

import io.driftgate.pii.pattern.PiiEntity;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Entities that are wanted together, by the name of the pack. Immutable, any thread. */
final class PiiPacks {
    private static final Map<String, List<String>> PACKS = new LinkedHashMap<>();

    static {
        PACKS.put(
                "default",
                List.of("EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "IBAN_CODE", "US_SSN", "IP_ADDRESS", "CRYPTO"));
        PACKS.put(
                "us",
                List.of(
                        "US_SSN",
                        "US_ITIN",
                        "US_PASSPORT",
                        "US_DRIVER_LICENSE",
                        "US_BANK_NUMBER",
                        "ABA_ROUTING_NUMBER",
                        "US_NPI",
                        "US_MBI",
                        "PHONE_NUMBER"));
        PACKS.put("uk", List.of("UK_NHS", "UK_NINO", "PHONE_NUMBER", "IBAN_CODE"));
        PACKS.put(
                "eu",
                List.of(
                        "IBAN_CODE",
                        "PHONE_NUMBER",
                        "ES_NIF",
                        "ES_NIE",
                        "IT_FISCAL_CODE",
                        "IT_VAT_CODE",
                        "PL_PESEL",
                        "FR_NIR",
                        "DE_TAX_ID",
                        "NL_BSN",
                        "BE_NATIONAL_NUMBER",
                        "SE_PERSONNUMMER",
                        "FI_PERSONAL_IDENTITY_CODE",
                        "DK_CPR",
                        "PT_NIF",
                        "RO_CNP",
                        "HR_OIB",
                        "CZ_BIRTH_NUMBER",
                        "IE_PPSN",
                        "AT_SSN",
                        "GR_AMKA",
                        "BG_EGN",
                        "EE_ISIKUKOOD"));
        PACKS.put(
                "apac",
                List.of(
                        "IN_AADHAAR",
                        "IN_PAN",
                        "AU_TFN",
                        "AU_MEDICARE",
                        "AU_ABN",
                        "AU_ACN",
                        "SG_NRIC_FIN",
                        "KR_RRN",
                        "CN_RESIDENT_ID",
                        "JP_MY_NUMBER",
                        "TH_TNIN",
                        "TW_ID"));
        PACKS.put("latam", List.of("BR_CPF", "BR_CNPJ", "MX_CURP", "CL_RUT", "AR_CUIT"));
        PACKS.put("secrets", List.of("SECRET"));
        // The identifiers of 45 CFR 164.514(b)(2) that a pattern can tell.
        PACKS.put(
                "hipaa",
                List.of(
                        "EMAIL_ADDRESS",
                        "PHONE_NUMBER",
                        "US_SSN",
                        "US_ITIN",
                        "US_MBI",
                        "US_NPI",
                        "MEDICAL_LICENSE",
                        "DATE_OF_BIRTH",
                        "IP_ADDRESS",
                        "MAC_ADDRESS",
                        "URL",
                        "US_DRIVER_LICENSE",
                        "US_PASSPORT",
                        "US_BANK_NUMBER",
                        "ABA_ROUTING_NUMBER",
                        "CREDIT_CARD"));
        // Article 4(1) of Regulation (EU) 2016/679 and its recital 30: identification numbers and online identifiers.
        Set<String> gdpr = new LinkedHashSet<>(List.of(
                "EMAIL_ADDRESS",
                "PHONE_NUMBER",
                "CREDIT_CARD",
                "IBAN_CODE",
                "IP_ADDRESS",
                "MAC_ADDRESS",
                "DATE_OF_BIRTH"));
        gdpr.addAll(PACKS.get("eu"));
        PACKS.put("gdpr", List.copyOf(gdpr));
    }

    private PiiPacks() {}

    static Set<String> names() {
        return PACKS.keySet();
    }

    /** The entities of a pack; none when there is no such pack. */
    static List<PiiEntity> entities(String pack) {
        return PACKS.getOrDefault(pack, List.of()).stream()
                .flatMap(name -> PiiEntity.find(name).stream())
                .toList();
    }

    /** What the packs call their entities. */
    static Set<String> entityNames() {
        Set<String> all = new LinkedHashSet<>();
        PACKS.values().forEach(all::addAll);
        return all;
    }
}
