package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.ChimeraServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Section 4 of the specification: whoever changes a task or a campaign names the version that it read, and sets a new one.
 * Read from the texts of SQL in the compiled server, so that no store is forgotten.
 */
class VersionedUpdatesTests {

    private static final Pattern UPDATE = Pattern.compile("\\bUPDATE\\s+(?:ONLY\\s+)?(tasks|campaigns)\\b");

    @Test
    void namesTheVersionThatWasReadInEveryUpdateOfATaskOrACampaign() throws URISyntaxException {
        List<String> updates =
                texts().flatMap(text -> updatesIn(text).stream()).distinct().toList();
        assertThat(updates).as("there are some, or this test looks at nothing").hasSizeGreaterThan(7);
        assertThat(updates).allSatisfy(update -> {
            assertThat(set(update)).containsPattern("\\bversion_id = ");
            assertThat(where(update)).containsPattern("\\bversion_id = ");
        });
    }

    /** Or the rule above would pass for a wrong reason. */
    @Test
    void knowsAnUpdateThatNamesNoVersion() {
        String sql = """
                WITH now AS (SELECT id, version_id FROM tasks WHERE version_id = :v FOR UPDATE), a AS (
                    UPDATE tasks t SET version_id = :next, waiting_on = (SELECT 1 WHERE version_id = :v)
                    FROM now WHERE t.id = now.id RETURNING t.version_id)
                UPDATE campaigns SET status = 'ACTIVE' WHERE version_id = :version
                """;
        assertThat(updatesIn(sql)).hasSize(2);
        assertThat(where(updatesIn(sql).getFirst())).doesNotContain("version_id");
        assertThat(set(updatesIn(sql).getLast())).doesNotContain("version_id");
    }

    /** All string constants; the compiler has put together those that are made of several. */
    private static Stream<String> texts() throws URISyntaxException {
        URI classes = ChimeraServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        try (Stream<Path> files = Files.walk(Path.of(classes))) {
            return files
                    .filter(file -> file.toString().endsWith(".class"))
                    .flatMap(VersionedUpdatesTests::constants)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> constants(Path file) {
        try {
            return StreamSupport.stream(
                            ClassFile.of().parse(file).constantPool().spliterator(), false)
                    .filter(StringEntry.class::isInstance)
                    .map(entry -> ((StringEntry) entry).stringValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> updatesIn(String text) {
        List<String> updates = new ArrayList<>();
        Matcher update = UPDATE.matcher(text);
        while (update.find()) {
            updates.add(flat(text.substring(update.start())));
        }
        return updates;
    }

    /** Up to the end of the statement, without what stands in brackets. */
    private static String flat(String text) {
        StringBuilder flat = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth < 0 || (depth == 0 && c == ';')) {
                break;
            }
            if (depth == 0) {
                flat.append(Character.isWhitespace(c) ? ' ' : c);
            }
        }
        return flat.toString();
    }

    private static String set(String update) {
        return update.substring(update.indexOf(" SET "), update.indexOf(" WHERE "));
    }

    private static String where(String update) {
        int end = update.indexOf(" RETURNING ");
        return update.substring(update.indexOf(" WHERE "), end < 0 ? update.length() : end);
    }
}
