package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LifecycleDocumentTests {

    /** Tests run in the folder of their module. */
    private static final Path PAGE =
            Path.of("..", "docs", "task-lifecycle.md").toAbsolutePath().normalize();

    @Test
    void findsThePageInTheDocsAsTheTableSaysIt() throws IOException {
        if (Boolean.getBoolean("chimera.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, LifecycleDocument.text());
        }
        assertThat(PAGE)
                .as("docs/task-lifecycle.md is stale: write it anew with ./chimera test -pl server -am"
                        + " -Dtest=LifecycleDocumentTests -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -Dchimera.docs.write=true")
                .exists()
                .hasContent(LifecycleDocument.text());
    }

    @Test
    void namesEveryEdgeWithItsEvent() {
        assertThat(TaskLifecycle.values())
                .allSatisfy(edge -> assertThat(LifecycleDocument.text())
                        .contains(edge.from() + " --> " + edge.to(), "`" + edge.event() + "`", edge.meaning()));
    }
}
