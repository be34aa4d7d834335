package io.driftgate.pii.pattern;

/**
 * The area codes of the North American Numbering Plan, as libphonenumber's metadata has them. They are written down here since to ask for
 * each takes a quarter of a second of a start; a test holds them against the metadata.
 */
final class AreaCodes {
    static final int FIRST = 200;
    static final int END = 1000;

    /** Codes, and first and last of codes in a row. */
    private static final String ASSIGNED =
            "201-210 212-220 223-229 231 234-236 239-240 246 248-254 256-257 260 262-263 267 269-270 272 274 276 279 281 "
                    + "283 289 301-310 312-321 323-327 329-332 334 336-337 339 341 343 346-347 350-352 354 360-361 363-365 367-369 "
                    + "380 382 385-386 401-410 412-419 423-425 428 430-432 434-435 437-438 440-443 445 447-448 450 458 463-464 "
                    + "468-470 472 474-475 478-480 484 500-510 512-531 533-534 539-541 544 548 551 557 559 561-564 566-567 570-575 "
                    + "577 579-582 584-588 600-610 612-620 622-623 626 628-631 633 636 639-641 645-647 650-651 656-662 667 669-672 "
                    + "678 680-683 686 689 701-709 712-720 724-728 730-732 734 737 740 742-743 747-748 753-754 757-758 760 762-763 "
                    + "765 769-775 778-782 785-787 800-810 812-821 825-826 828-833 835 838-840 843-845 847-850 854-860 862-868 870 "
                    + "872-873 876-879 888 900-910 912-920 925 928-931 934 936-943 945 947-949 951-952 954 956 959 970-973 975 "
                    + "978-980 983-986 989";

    private AreaCodes() {}

    /** By code, which of them is assigned. */
    static boolean[] assigned() {
        boolean[] assigned = new boolean[END];
        for (String row : ASSIGNED.split(" ", -1)) {
            int last = Integer.parseInt(row, row.length() - 3, row.length(), 10);
            for (int code = Integer.parseInt(row, 0, 3, 10); code <= last; code++) {
                assigned[code] = true;
            }
        }
        return assigned;
    }
}
