package io.driftgate.pii.corpus;

/** Phone numbers of regions whose numbering plans are known, written as people there write them. One thread. */
final class PhoneValues {
    private static final String[] AREAS = {
        "202", "206", "212", "213", "214", "303", "305", "312", "313", "404", "408", "415", "503", "512", "602", "617",
        "619", "702", "713", "718", "801", "804", "808", "916", "917", "919", "972"
    };

    private final Draw draw;

    PhoneValues(Draw draw) {
        this.draw = draw;
    }

    String any() {
        return switch (draw.from(0, 15)) {
            case 0, 1, 2, 3, 4 -> us();
            case 5, 6 -> gb();
            case 7, 8 -> de();
            case 9, 10 -> fr();
            case 11 -> in();
            case 12 -> au();
            case 13 -> es();
            default -> international();
        };
    }

    String us() {
        String area = draw.of(AREAS);
        String exchange;
        do {
            exchange = draw.fill("%##");
        } while (exchange.charAt(0) == '1' || exchange.endsWith("11") || exchange.equals("555"));
        String line = draw.fill("####");
        return draw.of(
                        "(A) E-L",
                        "A-E-L",
                        "A.E.L",
                        "A E L",
                        "(A)E-L",
                        "+1 A E L",
                        "+1-A-E-L",
                        "+1 (A) E-L",
                        "+1AEL",
                        "1-A-E-L",
                        "1 (A) E-L",
                        "(A) E L",
                        "+1.A.E.L",
                        "001-A-E-L",
                        "(A) E.L")
                .replace("A", area)
                .replace("E", exchange)
                .replace("L", line);
    }

    private String gb() {
        String last = draw.fill("####");
        String middle = draw.of("3", "7", "8") + draw.fill("###");
        String mobile = draw.of("74", "75", "77", "78") + draw.fill("##");
        String rest = draw.fill("######");
        return switch (draw.from(0, 7)) {
            case 0 -> "020 " + middle + " " + last;
            case 1 -> "(020) " + middle + " " + last;
            case 2 -> "+44 20 " + middle + " " + last;
            case 3 -> "+44 (0)20 " + middle + " " + last;
            case 4 -> "0" + mobile + " " + rest;
            case 5 -> "+44 " + mobile + " " + rest;
            case 6 -> "0" + mobile + " " + rest.substring(0, 3) + " " + rest.substring(3);
            default -> "0161 " + draw.of("2", "4", "8") + draw.fill("##") + " " + last;
        };
    }

    private String de() {
        String mobile = draw.of("151", "160", "170", "171", "175");
        String rest = draw.fill("%#######").substring(0, mobile.equals("151") ? 8 : 7);
        String local = draw.of("2", "3", "4", "5", "6", "8") + draw.fill("#######");
        return switch (draw.from(0, 7)) {
            case 0 -> "030 " + local;
            case 1 -> "030/" + local;
            case 2 -> "(030) " + local;
            case 3 -> "+49 30 " + local;
            case 4 -> "0" + mobile + " " + rest;
            case 5 -> "+49 " + mobile + " " + rest;
            case 6 -> "0" + mobile + "/" + rest;
            default -> "+49 (0)89 " + local.substring(0, 4) + " " + local.substring(4);
        };
    }

    private String fr() {
        String area = draw.of("01", "06", "07", "05");
        String[] pairs = {
            area.equals("07") ? draw.fill("8#") : draw.fill("4#"), draw.fill("##"), draw.fill("##"), draw.fill("##")
        };
        return switch (draw.from(0, 4)) {
            case 0 -> area + " " + String.join(" ", pairs);
            case 1 -> area + "." + String.join(".", pairs);
            case 2 -> "+33 " + area.charAt(1) + " " + String.join(" ", pairs);
            case 3 -> "+33" + area.charAt(1) + String.join("", pairs);
            default -> area + "-" + String.join("-", pairs);
        };
    }

    private String in() {
        String first = draw.of("98", "99", "97") + draw.fill("###");
        String last = draw.fill("#####");
        return draw.of("+91 F L", "+91-F-L", "+91FL", "0F L", "F L", "+91 F-L")
                .replace("F", first)
                .replace("L", last);
    }

    private String au() {
        String local = "9" + draw.fill("###") + " " + draw.fill("####");
        String mobile = "4" + draw.of("12", "23", "38", "07") + " " + draw.fill("###") + " " + draw.fill("###");
        return draw.of("(02) ", "02 ", "+61 2 ", "+61 3 ", "(03) ")
                .concat(local)
                .transform(fixed -> draw.oneIn(2) ? fixed : draw.of("0", "+61 ") + mobile);
    }

    private String es() {
        String number = draw.of("6", "91") + draw.fill("########");
        String nine = number.substring(0, 9);
        return draw.of("+34 ", "")
                .concat(
                        draw.oneIn(2)
                                ? nine.substring(0, 3) + " " + nine.substring(3, 6) + " " + nine.substring(6)
                                : nine.substring(0, 3) + " " + nine.substring(3, 5) + " " + nine.substring(5, 7) + " "
                                        + nine.substring(7));
    }

    private String international() {
        return draw.of(
                "+39 06 " + draw.fill("4###") + " " + draw.fill("####"),
                "+39 3" + draw.of("33", "47", "48") + " " + draw.fill("#######"),
                "+31 6 " + draw.of("1", "2", "4") + draw.fill("#######"),
                "+41 44 " + draw.fill("6## ## ##"),
                "+55 11 9" + draw.fill("8###-####"),
                "+81 90-" + draw.fill("%###-####"),
                "+65 9" + draw.fill("### ####"),
                "+48 60%".replace("%", draw.of("1", "2", "5")) + draw.fill(" ### ###"),
                "+353 87 " + draw.fill("%## ####"),
                "+46 70 " + draw.fill("%## ## ##"),
                "+7 (916) " + draw.fill("%##-##-##"),
                "+86 138 " + draw.fill("#### ####"));
    }
}
