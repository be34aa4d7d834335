package io.driftgate.pii.pattern;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words that, near a number, say what it is: per entity, single words or two in a row, in lower case. A word is known by its 64-bit
 * 64-bit hash (see {@link #mix}), so that looking one up takes neither a String nor a comparison. Made per set.
 * Immutable, any thread.
 */
final class ContextWords {
    private static final long ODD = 0x9e3779b97f4a7c15L; // 2^64 over the golden ratio
    private static final int FILTER_LONGS = 256;
    private static final Map<PiiEntity, List<String>> BUILT_IN = new HashMap<>();

    static {
        IdContextWords.forEach(ContextWords::put);
        put(
                PiiEntity.US_SSN,
                "ssn, ssns, social security, socialsecurity, soc sec, ss number, ssnumber, ssno, ssn4, social no,"
                        + " social number");
        put(
                PiiEntity.DATE_OF_BIRTH,
                "dob, dobs, do b, o b, born, birth, births, birthday, birthdate, birthdays, bday, birthdt,"
                        + " dateofbirth, geboren, geb, geburtsdatum, geburtstag, geburt, naissance, nacimiento, nacido,"
                        + " nacida, nascimento, nascido, nascita, nato, nata, geboortedatum, urodzenia, urodzony,"
                        + " urodzona, né, née, fødselsdato, födelsedatum");
        put(
                PiiEntity.CREDIT_CARD,
                "card, cards, credit, debit, visa, mastercard, amex, american express, discover, diners, jcb, maestro,"
                        + " unionpay, pan, cc, ccn, ccnum, cardnumber, creditcard, debitcard, kreditkarte, karte,"
                        + " kartennummer, carte, tarjeta, cartão, carta, kaart, karta");
        put(PiiEntity.IBAN_CODE, "iban, bank, account, konto, compte, cuenta, conto, rekening");
        put(PiiEntity.EMAIL_ADDRESS, "email, e mail, mail, mailto, contact, write");
        put(PiiEntity.IP_ADDRESS, "ip, ipv4, ipv6, ips, host, server, client, address, addr, router, gateway, dns");
        put(PiiEntity.MAC_ADDRESS, "mac, hardware, ethernet, wifi, bluetooth, hwaddr, ether, bssid, nic, device");
        put(PiiEntity.URL, "url, uri, link, website, site, web, homepage, page, visit, href, domain");
        put(
                PiiEntity.PHONE_NUMBER,
                "phone, phones, phonenumber, telephone, tel, mobile, mobil, cell, cellphone, cellular, fax, call, call"
                        + " me, called, calling, dial, text me, sms, whatsapp, ring, reach, reachable, landline, contact,"
                        + " handy, telefon, telefonnummer, téléphone, telephone, portable, teléfono, telefono, móvil,"
                        + " movil, celular, telefone, cellulare, telefoon, komórka, numer telefonu");
    }

    private final int width;
    private final long[] hashes;
    private final long[] masks;
    /** A bit for each word, by its hash: 2 KB, of which a few in a hundred bits are set. */
    private final long[] filter = new long[FILTER_LONGS];

    /**
     * @param size of the set: one more than the largest index
     * @param words per index of an entity; null for none
     */
    ContextWords(int size, List<List<String>> words) {
        width = (size + 63) / 64;
        int count = words.stream().mapToInt(List::size).sum();
        int capacity = Integer.highestOneBit(Math.max(8, count)) * 4;
        hashes = new long[capacity];
        masks = new long[capacity * width];
        for (int index = 0; index < words.size(); index++) {
            for (String word : words.get(index)) {
                long hash = hash(word);
                int slot = slot(hash);
                hashes[slot] = hash;
                filter[(int) (hash >>> 46) & (FILTER_LONGS - 1)] |= 1L << (hash >>> 40);
                masks[slot * width + index / 64] |= 1L << index;
            }
        }
    }

    private static void put(PiiEntity entity, String words) {
        BUILT_IN.put(entity, List.of(words.split(", ?")));
    }

    /** Those of a built-in entity. */
    static List<String> of(PiiEntity entity) {
        return BUILT_IN.getOrDefault(entity, List.of());
    }

    /** Longs that a set of entities takes. */
    int width() {
        return width;
    }

    /** Adds to {@code entities}, a bit set, those that the word speaks for. */
    void addTo(long[] entities, long hash) {
        if (!mayHold(hash)) {
            return;
        }
        int slot = slot(hash);
        for (int i = 0; i < width; i++) {
            entities[i] |= masks[slot * width + i];
        }
    }

    /** False for most words that are not here, which are most words. */
    private boolean mayHold(long hash) {
        int bit = (int) (hash >>> 40);
        return (filter[bit >>> 6 & (FILTER_LONGS - 1)] >>> bit & 1) != 0;
    }

    private int slot(long hash) {
        int slot = (int) (hash ^ (hash >>> 32)) & (hashes.length - 1);
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & (hashes.length - 1);
        }
        return slot;
    }

    /**
     * The hash of a word with up to eight more bytes of UTF-8 in lower case, the first lowest, and zeros behind the last. Of each word the
     * last eight have a zero at least, so that a word of eight bytes goes on with none.
     */
    static long mix(long hash, long eight) {
        long product = (hash ^ eight) * ODD;
        return product ^ product >>> 32;
    }

    /** The hash of two words in a row. */
    static long pair(long first, long second) {
        return (first ^ ' ') * ODD ^ second;
    }

    /** Whether these are letters of one word, or of two with a mark between. */
    static boolean isOneOrTwo(String words) {
        WordReader reader = new WordReader();
        byte[] utf8 = words.getBytes(StandardCharsets.UTF_8);
        reader.begin(utf8, 0, utf8.length);
        int count = 0;
        int token = reader.next();
        for (; token == WordReader.WORD; token = reader.next()) {
            count++;
        }
        return token == WordReader.END && (count == 1 || count == 2);
    }

    /** The hash of a word, or of two with a blank between. */
    static long hash(String words) {
        WordReader reader = new WordReader();
        byte[] utf8 = words.getBytes(StandardCharsets.UTF_8);
        reader.begin(utf8, 0, utf8.length);
        long hash = 0;
        for (int count = 0; reader.next() == WordReader.WORD; count++) {
            if (count == 2) {
                throw new IllegalArgumentException("more than two words: " + words);
            }
            hash = count == 0 ? reader.hash() : pair(hash, reader.hash());
        }
        return hash;
    }
}
