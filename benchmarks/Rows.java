import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Training data of three numbers a row, on standard output: {@code java benchmarks/Rows.java 50000000 csv > rows.csv}, or {@code jsonl}.
 * The same rows in both forms, and every time.
 */
@SuppressWarnings("DefaultPackage") // run as a file
final class Rows {
    private static final int BUFFER_BYTES = 1 << 20;

    private Rows() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2 || !arguments[1].matches("csv|jsonl")) {
            System.err.println("usage: java benchmarks/Rows.java ROWS csv|jsonl");
            System.exit(2);
        }
        long rows = Long.parseLong(arguments[0]);
        boolean json = arguments[1].equals("jsonl");
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder line = new StringBuilder(json ? "" : "age,income,score\n");
        try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES)) {
            for (long i = 0; i < rows; i++) {
                int age = 18 + random.nextInt(70);
                long cents = (long) (5_000_000 * Math.exp(random.nextDouble() * 2 - 1));
                String income = cents / 100 + "." + cents / 10 % 10 + cents % 10;
                String score = "0.1"
                        + String.valueOf(1_000_000 + random.nextInt(1_000_000)).substring(1);
                line.append(json ? "{\"age\":" : "")
                        .append(age)
                        .append(json ? ",\"income\":" : ",")
                        .append(income)
                        .append(json ? ",\"score\":" : ",")
                        .append(score)
                        .append(json ? "}\n" : "\n");
                out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
                line.setLength(0);
            }
        }
    }
}
