package io.driftgate.cli.drift;

import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.stream.MalformedPane;
import io.driftgate.sketch.stream.PaneDecoder;
import io.driftgate.sketch.stream.PaneFormat;
import io.driftgate.sketch.stream.PaneHeader;
import io.driftgate.sketch.stream.PaneStreamReader;
import io.driftgate.sketch.stream.PaneStreamReader.Frame;
import io.driftgate.sketch.stream.StreamedPane;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Streams by name. Panes of files are found once and read again when they are added up, so that days of many replicas fit into
 * memory; those of a URL are few and are kept. One thread.
 */
final class PaneSources {
    private static final int MAX_ANSWER_BYTES = 64 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Optional<String> token;
    private final Consumer<String> notes;

    /**
     * Prepares.
     *
     * @param token of admin ports
     * @param notes hears of what is odd and no error
     */
    PaneSources(Optional<String> token, Consumer<String> notes) {
        this.token = token;
        this.notes = notes;
    }

    /** Where a stream's bytes are. */
    private interface Source {
        InputStream open() throws IOException;
    }

    /** A pane, and where it is. */
    static final class Place {
        private final PaneHeader header;
        private final Source source;
        private final String stream;
        private final long offset;

        private Place(Source source, Frame frame) {
            this.header = frame.header();
            this.source = source;
            this.stream = frame.stream();
            this.offset = frame.offset();
        }

        PaneHeader header() {
            return header;
        }

        /** For messages. */
        String where() {
            return stream + ": byte " + offset;
        }

        /** Reads the pane again. */
        StreamedPane read(Baseline baseline) throws IOException, MalformedPane {
            try (InputStream in = source.open()) {
                in.skipNBytes(offset);
                Frame frame = new PaneStreamReader(in, stream)
                        .next()
                        .orElseThrow(() -> new IOException(where() + ": the pane is gone"));
                return PaneDecoder.decode(frame, baseline);
            }
        }
    }

    /** All panes of a file, of the streams in a directory, or of an admin port. A torn last pane of a file is noted, not taken. */
    List<Place> find(String name) throws IOException, MalformedPane, InterruptedException {
        if (name.startsWith("http://") || name.startsWith("https://")) {
            byte[] answer = fetch(name);
            return scan(name, () -> new ByteArrayInputStream(answer), false);
        }
        Path path = Path.of(name);
        if (!Files.isDirectory(path)) {
            return scan(name, () -> Files.newInputStream(path), true);
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(path)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(PaneFormat.FILE_SUFFIX))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new IOException(name + " has no file that ends in " + PaneFormat.FILE_SUFFIX);
        }
        List<Place> places = new ArrayList<>();
        for (Path file : files) {
            places.addAll(scan(file.toString(), () -> Files.newInputStream(file), true));
        }
        return places;
    }

    private List<Place> scan(String name, Source source, boolean mayBeTorn) throws IOException, MalformedPane {
        List<Place> places = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(source.open())) {
            PaneStreamReader reader = new PaneStreamReader(in, name);
            for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                places.add(new Place(source, frame.get()));
            }
        } catch (MalformedPane e) {
            if (e.reason() != MalformedPane.Reason.TORN || !mayBeTorn) {
                throw e;
            }
            notes.accept(e.getMessage() + "; it is left out");
        }
        return places;
    }

    /** Follows no redirect and uses no proxy, so that the token goes to the named address and nowhere else. */
    private byte[] fetch(String url) throws IOException, InterruptedException {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).header("accept", PaneFormat.MEDIA_TYPE);
        } catch (IllegalArgumentException e) {
            throw new IOException(url + " is no URL", e);
        }
        token.ifPresent(each -> request.header("authorization", "Bearer " + each));
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(TIMEOUT)
                .build();
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IOException(url + ": " + e, e);
        }
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES + 1);
            if (response.statusCode() == 401 || response.statusCode() == 403) {
                throw new IOException(url + " answers " + response.statusCode()
                        + ": name the file of the gateway's token with --token-file");
            }
            if (response.statusCode() != 200) {
                throw new IOException(url + " answers " + response.statusCode());
            }
            if (bytes.length > MAX_ANSWER_BYTES) {
                throw new IOException(
                        url + " answers more than " + MAX_ANSWER_BYTES + " bytes: use --since in the URL");
            }
            return bytes;
        }
    }
}
