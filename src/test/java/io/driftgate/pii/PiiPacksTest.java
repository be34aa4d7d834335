package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.pii.pattern.PiiEntity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PiiPacksTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `?([a-z]+)`? \\| (.*) \\|$");
    private static final Pattern ENTITY = Pattern.compile("`([A-Z_]+)`");

    /** What the table of packs in pii.md says, by pack. */
    private static Map<String, Set<String>> documented() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/pii.md"));
        String section = page.substring(page.indexOf("## Packs"), page.indexOf("## Actions"));
        Map<String, Set<String>> packs = new LinkedHashMap<>();
        ROW.matcher(section).results().skip(1).forEach(row -> {
            Set<String> entities = new LinkedHashSet<>();
            ENTITY.matcher(row.group(2)).results().forEach(entity -> entities.add(entity.group(1)));
            if (row.group(2).endsWith("all of `eu`")) {
                entities.addAll(packs.get("eu"));
            }
            packs.put(row.group(1), entities);
        });
        return packs;
    }

    @Test
    void areThoseOfTheDocumentation() throws IOException {
        Map<String, Set<String>> packs = documented();
        Set<String> none = packs.remove("none");

        assertEquals(PiiPacks.names(), packs.keySet());
        packs.forEach((pack, entities) -> assertEquals(
                entities,
                new LinkedHashSet<>(
                        PiiPacks.entities(pack).stream().map(PiiEntity::name).toList()),
                pack));
        Set<String> rest = new LinkedHashSet<>(PiiEntity.names());
        rest.removeAll(PiiPacks.entityNames());
        assertEquals(rest, none);
    }

    @Test
    void haveOnlyEntitiesThatExist() {
        assertTrue(PiiEntity.names().containsAll(PiiPacks.entityNames()));
        assertEquals(List.of(), PiiPacks.entities("none"));
    }
}
