package io.driftgate.source;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A parser that refuses a document nested deeper than {@code maxDepth}. The composer above it calls itself for every level, so a few
 * kilobytes of brackets would exhaust the stack before anybody could look at a node.
 */
final class ShallowParser extends ParserImpl {
    private final int maxDepth;
    private int depth;

    ShallowParser(LoadSettings settings, String text, int maxDepth) {
        super(settings, new StreamReader(settings, text));
        this.maxDepth = maxDepth;
    }

    @Override
    public Event next() {
        Event event = super.next();
        switch (event.getEventId()) {
            case SequenceStart, MappingStart -> {
                if (++depth > maxDepth) {
                    throw new ParserException("is nested more than " + maxDepth + " levels deep", event.getStartMark());
                }
            }
            case SequenceEnd, MappingEnd -> depth--;
            default -> {}
        }
        return event;
    }
}
