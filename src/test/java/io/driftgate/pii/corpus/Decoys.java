package io.driftgate.pii.corpus;

import java.util.Locale;

/** Values that look like something and are not: numbers, codes, times. One thread. */
final class Decoys {
    private final Draw draw;

    Decoys(Draw draw) {
        this.draw = draw;
    }

    String of(String kind) {
        return switch (kind) {
            case "order" ->
                draw.fill(draw.of(
                        "#%#########", "%#######", "ORD-%#####-##", "%##-%######-#######", "%#########", "WO%#######"));
            case "invoice" ->
                draw.fill(draw.of("INV-20##-%####", "RE%#######", "20##/%####", "%########", "INV%#########"));
            case "tracking" ->
                draw.fill(draw.of(
                        "1Z???#########%##",
                        "9400 1%## #### #### #### ##",
                        "%###########",
                        "JD%################",
                        "%### #### ####",
                        "RR#########DE"));
            case "serial" ->
                draw.fill(draw.of("SN%########", "?%#?-##?#-####", "C02??%##????", "%####-####-#", "??%##########"));
            case "ticket" -> draw.fill(draw.of("#%######", "SUP-%####", "INC%######", "%#####"));
            case "mandate" -> draw.fill(draw.of("MD-%######", "DE-%####-###", "%#######-##"));
            case "voucher" -> draw.fill(draw.of("????-%###-????", "XM%#######", "%###-####"));
            case "date" -> date();
            case "time" ->
                draw.from(0, 23)
                        + String.format(Locale.ROOT, ":%02d", draw.from(0, 59))
                        + draw.of("", "", String.format(Locale.ROOT, ":%02d", draw.from(0, 59)));
            case "price" ->
                draw.fill(draw.of(
                        "$%##.##",
                        "€%,###.##",
                        "%.###,## EUR",
                        "£%#.99",
                        "USD %##,###.00",
                        "%## CHF",
                        "$%.## million",
                        "¥%##,###"));
            case "percent" -> draw.fill(draw.of("%#", "%.#", "%#.##")) + draw.of("%", "%", " %");
            case "count" -> draw.fill(draw.of("%", "%#", "%##"));
            case "int" -> draw.fill(draw.of("%###", "%#####", "%#######", "%########"));
            case "bytes" -> draw.fill(draw.of("%###", "%#####", "%#######"));
            case "decimal" -> draw.fill(draw.of("%.#", "%#.##", "0.####", "%##.###"));
            case "last4" -> draw.fill("####");
            case "room" -> draw.fill(draw.of("%##", "?%##", "%.##", "%-###"));
            case "meeting" -> draw.fill(draw.of("%## #### ####", "%##########", "%##-###-###"));
            case "score" -> draw.from(0, 30) + "-" + draw.from(0, 30);
            case "flight" -> draw.fill(draw.of("LH%###", "BA %##", "AF%##"));
            case "pressure" -> draw.from(95, 160) + "/" + draw.from(55, 100);
            case "temperature" -> draw.from(35, 40) + "." + draw.from(0, 9) + " °C";
            case "dose" -> draw.fill(draw.of("%## mg", "%.# ml", "%# mg/kg", "0.# g"));
            case "icd" -> draw.fill(draw.of("?%#.#", "?##", "?%#.%#"));
            case "procedure" -> draw.fill("%####");
            case "bic" -> draw.of("DEUTDEFF", "BARCGB22", "BNPAFRPPXXX", "INGBNL2A");
            case "version" ->
                draw.fill(draw.of("v%.#.#", "%.%#.#", "%.#.#-rc%", "v%#.0.%##", "%.%.#+build.%##", "20##.%#.#"));
            case "build" -> draw.fill(draw.of("10.0.%####.%###", "r%#####", "%####-##", "1.8.0_%##"));
            case "hash", "hash32" -> draw.fill("^".repeat(32));
            case "hash16" -> draw.fill("^".repeat(16));
            case "hash40" -> draw.fill("^".repeat(40));
            case "uuid" -> draw.fill("^^^^^^^^-^^^^-4^^^-a^^^-^^^^^^^^^^^^");
            case "epoch" -> draw.fill("17########");
            case "epochms" -> draw.fill("17###########");
            case "timestamp" ->
                draw.fill("20%#-1%-%T1#:%#:%#.###Z")
                        .replaceAll("-1[3-9]-", "-12-")
                        .replaceAll("-(\\d)T", "-0$1T")
                        .replaceAll(":([6-9])", ":4");
            case "clf" -> draw.fill("1#/Oct/202#:1#:2#:4# +0200");
            case "zip" -> draw.fill(draw.of("%####", "%####-####", "SW1A 1AA"));
            case "lat" -> draw.of("-", "") + draw.fill("%#.######");
            case "coordinates" ->
                draw.of(
                        draw.fill("%#.####, -%#.####"),
                        draw.fill("4%.%#####,1%.%#####"),
                        draw.fill("%#°%#'%#\"N %°%#'%#\"E"));
            default -> more(kind);
        };
    }

    private String more(String kind) {
        return switch (kind) {
            case "colour" -> draw.fill("#^^^^^^");
            case "file" ->
                draw.fill(draw.of(
                        "IMG_20##1%##_1#4#2#.jpg",
                        "report-%#.pdf",
                        "scan_%####.tiff",
                        "data/20##/part-%####.csv",
                        "backup.20##.tar.gz",
                        "main.c"));
            case "part" ->
                draw.fill(draw.of(
                        "%#-%##-####", "#%##-%##-###", "0%?-%##-%##", "??-%####-#", "%##-%###", "%###.%##.%##"));
            case "code" ->
                draw.of(
                        "x[10:20] = y[-1]",
                        "std::vector<int> v(4096);",
                        "for (i = 0; i < 1024; i++)",
                        "0x7fffffff & ~0xff",
                        "a::b::c(127)",
                        "re.sub(r'\\d{3}-\\d{4}', '', s)",
                        "NullPointerException",
                        "E1101: 0x80070005");
            case "math" ->
                draw.fill(draw.of(
                        "%#.# * %## = %###.#",
                        "2^31 - 1 = 2147483647", "%## + %## - %##", "3.14159265 * %#^2", "(%## - %#) / %"));
            case "range" ->
                draw.of(
                        draw.from(1960, 1999) + "-" + draw.from(2000, 2026),
                        draw.fill("%##-%##"),
                        draw.fill("%#-%#"),
                        draw.fill("8%##-9%##"));
            case "isbn" -> isbn();
            case "ean" -> ean13(draw.of("400", "500", "761", "304") + draw.fill("#########"));
            case "vin" -> draw.from("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 11) + draw.fill("######");
            case "imei" -> CheckDigits.luhn("35" + draw.fill("############"));
            case "iccid" -> CheckDigits.luhn("8949" + draw.fill("##############"));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private String date() {
        int year = draw.from(2019, 2027);
        int month = draw.from(1, 12);
        int day = draw.from(1, 28);
        return switch (draw.from(0, 4)) {
            case 0 -> String.format(Locale.ROOT, "%d-%02d-%02d", year, month, day);
            case 1 -> String.format(Locale.ROOT, "%02d/%02d/%d", month, day, year);
            case 2 -> String.format(Locale.ROOT, "%02d.%02d.%d", day, month, year);
            case 3 -> day + " March " + year;
            default -> String.format(Locale.ROOT, "%d%02d%02d", year, month, day);
        };
    }

    private String isbn() {
        String all = ean13("978" + draw.fill("#########"));
        return draw.oneIn(3)
                ? all
                : all.substring(0, 3) + "-" + all.charAt(3) + "-" + all.substring(4, 7) + "-" + all.substring(7, 12)
                        + "-" + all.charAt(12);
    }

    private static String ean13(String twelve) {
        int sum = CheckDigits.weighted(twelve, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3);
        return twelve + (10 - sum % 10) % 10;
    }
}
