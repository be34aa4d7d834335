package io.driftgate.pii.pattern;

import java.util.function.BiConsumer;

/** The words that stand near identifiers, secrets and addresses of crypto-currencies, in the languages of their countries. */
final class IdContextWords {
    private static final String[] TABLE = {
        "SECRET: secret, secrets, token, tokens, password, passwd, pwd, passphrase, credential, credentials, api key, apikey, access key,"
                + " secret key, accesskey, secretkey, private key, auth token, bearer, authorization, client secret, clientsecret,"
                + " twilio, aws, azure",
        "CRYPTO: bitcoin, btc, ethereum, eth, wallet, crypto, blockchain, satoshi",
        "US_ITIN: itin, individual taxpayer, taxpayer, tax id, taxpayer id, taxid, tin",
        "US_PASSPORT: passport, passports, passport number, passportnumber, passport no, travel document",
        "US_DRIVER_LICENSE: driver, drivers, driving, driverslicense, driverlicense, license number,"
                + " licence number, license no, dl, dln, cdl, dmv",
        "US_BANK_NUMBER: account, acct, account number, accountnumber, acct no, bank account, bankaccount",
        "ABA_ROUTING_NUMBER: aba, routing, routingnumber, rtn, transit, wire, ach, fedwire",
        "US_NPI: npi, national provider, provider, prescriber, physician, provider id, nppes",
        "US_MBI: mbi, medicare, beneficiary, cms",
        "MEDICAL_LICENSE: dea, medical license, medical, certificate, prescriber, prescription, physician, license, licence,"
                + " controlled",
        "UK_NHS: nhs, national health, health service, health services, health authority, nhsnumber, patient",
        "UK_NINO: nino, national insurance, ni number, ni no, nin, ninumber, insurance number, hmrc",
        "ES_NIF: nif, dni, documento, identidad, documento nacional, identificación, identificacion",
        "ES_NIE: nie, extranjero, extranjeros, número de, documento",
        "IT_FISCAL_CODE: codice fiscale, codicefiscale, cf, fiscale, fiscal code, tessera sanitaria",
        "IT_VAT_CODE: iva, partita iva, partita, piva, vat, p iva",
        "PL_PESEL: pesel",
        "FR_NIR: nir, sécurité sociale, securite sociale, sécu, secu, insee, assuré, vitale, numss",
        "DE_TAX_ID: steuer, steuerid, steuer id, steuernummer, identifikationsnummer, steueridentifikationsnummer, idnr, tin, tax id,"
                + " steuerliche",
        "IN_AADHAAR: aadhaar, aadhar, adhaar, uidai, आधार",
        "IN_PAN: pan, permanent account, income tax, pancard, pan card",
        "AU_TFN: tfn, tax file, taxfile, file number",
        "AU_MEDICARE: medicare, irn",
        "AU_ABN: abn, business number, australian business",
        "AU_ACN: acn, company number, australian company",
        "SG_NRIC_FIN: nric, fin, ic number, ic no, identity card, singpass",
        "BR_CPF: cpf, pessoa física, pessoa fisica, cadastro, contribuinte",
        "BR_CNPJ: cnpj, pessoa jurídica, pessoa juridica, empresa",
        "NL_BSN: bsn, burgerservicenummer, sofi, sofinummer, sofi nummer, burger service",
        "BE_NATIONAL_NUMBER: rijksregister, rijksregisternummer, registre national, niss, insz, nrn, national number, numéro national",
        "SE_PERSONNUMMER: personnummer, personnr, samordningsnummer, pnr, person number, personal number",
        "NO_FODSELSNUMMER: fødselsnummer, fodselsnummer, fnr, personnummer, fødselsnr, dnummer, d nummer",
        "FI_PERSONAL_IDENTITY_CODE: henkilötunnus, henkilotunnus, hetu, personbeteckning, sotu, identity code",
        "DK_CPR: cpr, cprnummer, cpr nummer, cpr nr, cprnr, personnummer",
        "PT_NIF: nif, contribuinte, número fiscal, numero fiscal, nipc, finanças",
        "CA_SIN: sin, social insurance, socialinsurance, assurance sociale, sin number",
        "ZA_ID_NUMBER: id number, idnumber, id no, identity number, sa id, rsa id",
        "KR_RRN: rrn, resident registration, 주민등록번호, 주민번호, jumin, registration number",
        "CN_RESIDENT_ID: 身份证, 身份证号, 身份证号码, 公民身份号码, resident id, identity card, shenfenzheng, id card",
        "JP_MY_NUMBER: my number, mynumber, マイナンバー, 個人番号, kojin bango",
        "TR_KIMLIK: kimlik, tckn, kimlik no, tc kimlik, tc no, tc, vatandaşlık",
        "MX_CURP: curp, clave única, clave unica, registro de",
        "CL_RUT: rut, rol único, rol unico",
        "RO_CNP: cnp, cod numeric, numeric personal",
        "HR_OIB: oib, osobni identifikacijski, identifikacijski",
        "CZ_BIRTH_NUMBER: rodné číslo, rodne cislo, rodné, rodne, rč, birth number",
        "IE_PPSN: pps, ppsn, pps number, pps no, personal public, rsi",
        "CH_AHV: ahv, avs, ahvn13, navs, navs13, oasi, ahv nummer, versichertennummer",
        "IL_ID: teudat zehut, teudat, zehut, mispar zehut, תעודת זהות, ת ז, israeli id",
        "AT_SSN: svnr, sozialversicherung, sozialversicherungsnummer, versicherungsnummer, sv nummer, sv nr, svnummer",
        "GR_AMKA: amka, αμκα, ασφάλισης",
        "AR_CUIT: cuit, cuil, clave única, tributaria",
        "TH_TNIN: thai id, เลขประจำตัวประชาชน, citizen id, thai national",
        "TW_ID: 身分證, 身分證字號, 統一編號, taiwan id, id number",
        "BG_EGN: егн, egn",
        "EE_ISIKUKOOD: isikukood, asmens kodas, isiku kood, personal code, asmens",
    };

    private IdContextWords() {}

    /** Gives each entity and its words, between commas. */
    static void forEach(BiConsumer<PiiEntity, String> table) {
        for (String line : TABLE) {
            int colon = line.indexOf(": ");
            table.accept(PiiEntity.of(line.substring(0, colon)), line.substring(colon + 2));
        }
    }
}
